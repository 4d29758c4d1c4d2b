import { FolderOpen } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../design/button.tsx'
import { TextField } from '../design/field.tsx'
import { useAct } from '../wire/call.ts'
import { useWorkstation } from '../wire/workstation.ts'
import styles from './path-field.module.css'

export type PathFieldProps = {
  label: string
  value: string
  error?: string | null
  /** What the file dialog is headed with. */
  title: string
  onChange: (path: string) => void
  /** Enter, or a file that was chosen. */
  onChosen: (paths: readonly string[]) => void
  several?: boolean
  /** At the end of the row. */
  children?: ReactNode
}

/** A file of the machine that runs the workstation: written, or chosen where the shell has a dialog. */
export function PathField({
  label,
  value,
  error,
  title,
  onChange,
  onChosen,
  several = false,
  children,
}: PathFieldProps): ReactNode {
  const shell = useWorkstation()?.shell
  const choose = useAct('files.choose')
  const browse = async () => {
    const answer = await choose.run({ title, several })
    if (answer?.kind !== 'chosen' || answer.paths.length === 0) return
    onChosen(answer.paths)
  }
  return (
    <div className={styles.row}>
      <div className={styles.field}>
        <TextField
          label={label}
          value={value}
          error={error}
          placeholder="/path/of/the/file"
          help={shell === 'headless' ? 'A path on the machine that runs the workstation' : undefined}
          onChange={onChange}
          onSubmit={() => value.trim() !== '' && onChosen([value.trim()])}
          maxLength={4096}
        />
      </div>
      <div className={styles.buttons}>
        {shell === 'electron' && (
          <Button pending={choose.pending} onPress={() => void browse()}>
            <FolderOpen size={14} aria-hidden /> Browse
          </Button>
        )}
        {children}
      </div>
    </div>
  )
}

/** The last part of a path, for a first guess at a name. */
export function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path
}
