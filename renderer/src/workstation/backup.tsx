import { useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import type { BackupContent, RestoreState } from '../../../core/contract/backup.ts'
import { Button } from '../design/button.tsx'
import { TextField } from '../design/field.tsx'
import { bytes, count } from '../design/format.ts'
import { Time } from '../design/time.tsx'
import { visible } from '../design/visible.ts'
import { useAct, useCall } from '../wire/call.ts'
import styles from './backup.module.css'
import { Command } from './point-machine.tsx'
import { messageAt } from './same-setting.ts'

/** Everything but the log in one file, and back again: checked before, in place at the next start, undone as a whole. */
export function Backup({ dataFolder }: { dataFolder: string }): ReactNode {
  const state = useCall('backup.state', {})
  return (
    <div className={styles.backup}>
      <Make dataFolder={dataFolder} />
      <Restore />
      {state.value !== undefined && <Waiting state={state.value} />}
    </div>
  )
}

function Make({ dataFolder }: { dataFolder: string }): ReactNode {
  const [folder, setFolder] = useState(`${dataFolder}/backups`)
  const make = useAct('backup.create', { quiet: true })
  const [made, setMade] = useState<{ path: string; files: number; bytes: number } | null>(null)
  const run = async () => setMade(await make.run({ folder: folder.trim() }))
  return (
    <section className={styles.part}>
      <h3>Back up</h3>
      <p className={styles.quiet}>
        Settings, decisions, overrides, lists, models and thresholds in one file that any tar can open. Not the log. A
        folder on another disk survives this one.
      </p>
      <div className={styles.row}>
        <TextField
          label="Folder"
          value={folder}
          error={make.fault === null ? null : messageAt(make.fault)}
          onChange={setFolder}
          onSubmit={() => void run()}
        />
        <Button pending={make.pending} onPress={() => void run()}>
          Back up now
        </Button>
      </div>
      {made !== null && (
        <p aria-live="polite">
          {count(made.files)} files, {bytes(made.bytes)}: <Command text={made.path} />
        </p>
      )}
    </section>
  )
}

function Restore(): ReactNode {
  const [path, setPath] = useState('')
  const [checked, setChecked] = useState<{ path: string; content: BackupContent } | null>(null)
  const client = useQueryClient()
  const check = useAct('backup.check', { quiet: true })
  const restore = useAct('backup.restore', { onDone: (now) => client.setQueryData(['backup.state', {}], now) })
  const run = async () => {
    const content = await check.run({ path: path.trim() })
    setChecked(content === null ? null : { path: path.trim(), content })
  }
  return (
    <section className={styles.part}>
      <h3>Restore</h3>
      <div className={styles.row}>
        <TextField
          label="Backup file"
          placeholder="/media/stick/mlbridge-2026-11-25-18-00-00.tar.gz"
          value={path}
          error={check.fault === null ? null : messageAt(check.fault)}
          onChange={(text) => {
            setPath(text)
            setChecked(null)
          }}
          onSubmit={() => void run()}
        />
        <Button disabled={path.trim() === ''} pending={check.pending} onPress={() => void run()}>
          Check
        </Button>
      </div>
      {checked !== null && (
        <div className={styles.checked} aria-live="polite">
          <p>{contentWords(checked.content)}</p>
          <p className={styles.quiet}>
            Restoring replaces all of these as they are now. It happens at the next start, and what it replaces can come
            back.
          </p>
          <Button
            tone="primary"
            pending={restore.pending}
            onPress={() => void restore.run({ path: checked.path }).then(() => setChecked(null))}
          >
            Restore at the next start
          </Button>
        </div>
      )}
    </section>
  )
}

function contentWords({ createdAt, product, decisions, overrides, lists, models }: BackupContent): string {
  const day = createdAt.slice(0, 16).replace('T', ' ')
  return `Whole and unharmed: of ${day} UTC, version ${product}, with ${count(decisions)} decisions, ${count(overrides)} overrides, ${count(lists)} lists and ${count(models)} own models.`
}

function Waiting({ state: { waiting, undo } }: { state: RestoreState }): ReactNode {
  const client = useQueryClient()
  const known = { onDone: (now: RestoreState) => client.setQueryData(['backup.state', {}], now) }
  const cancel = useAct('backup.cancel', known)
  const back = useAct('backup.undo', known)
  if (waiting !== null)
    return (
      <div className={styles.waiting}>
        <span>Waits for the next start: {visible(waiting.from)}. Close the workstation and start it again.</span>
        <Button pending={cancel.pending} onPress={() => void cancel.run({})}>
          Do not restore
        </Button>
      </div>
    )
  if (undo === null) return null
  return (
    <div className={styles.waiting}>
      <span>
        Restored <Time at={undo.at} /> from {visible(undo.from)}.
      </span>
      <Button pending={back.pending} onPress={() => void back.run({})}>
        Bring back what stood before
      </Button>
    </div>
  )
}
