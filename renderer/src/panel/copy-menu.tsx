import { Copy } from 'lucide-react'
import type { ReactNode } from 'react'
import { Menu } from '../design/menu.tsx'
import { toast } from '../design/toasts.tsx'
import { defanged, visible } from '../design/visible.ts'
import { copyText } from '../frame/copy.ts'
import { useKeys } from '../frame/keys.ts'
import styles from './panel.module.css'

export function CopyMenu({ name }: { name: string }): ReactNode {
  const plain = () => void copy(visible(name), 'the name')
  const safe = () => void copy(defanged(name), defanged(name))
  useKeys('Detail panel', { c: { says: 'Copy the name defanged', run: safe } })
  return (
    <Menu
      label="Copy"
      className={styles.iconTrigger ?? ''}
      trigger={<Copy size={15} aria-hidden />}
      choices={[
        { id: 'defanged', text: 'Copy defanged', help: defanged(name), run: safe },
        { id: 'plain', text: 'Copy as it is', run: plain },
      ]}
    />
  )
}

async function copy(text: string, what: string): Promise<void> {
  const copied = await copyText(text)
  toast(
    copied
      ? { tone: 'plain', text: `Copied ${what}` }
      : { tone: 'bad', text: `The clipboard cannot be written; it would hold ${text}` }
  )
}
