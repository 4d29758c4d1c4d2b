import { Keyboard, Link2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { IconButton } from '../design/button.tsx'
import { toast } from '../design/toasts.tsx'
import { useWorkstation } from '../wire/workstation.ts'
import { copyText } from './copy.ts'
import { FindBox } from './find-box.tsx'
import { showKeys } from './keys-overlay.tsx'
import { Protection } from './protection.tsx'
import { ServingModel } from './serving-model.tsx'
import styles from './top-bar.module.css'

export function TopBar(): ReactNode {
  const state = useWorkstation()
  return (
    <header className={styles.bar}>
      <div className={styles.left}>
        {state === null ? <span className={styles.waiting}>Asking the resolver…</span> : <Protection state={state} />}
      </div>
      <FindBox />
      <div className={styles.right}>
        {state !== null && <ServingModel state={state} />}
        <CopyLink />
        <IconButton label="All keys" shortcut="?" onPress={showKeys}>
          <Keyboard size={16} aria-hidden />
        </IconButton>
      </div>
    </header>
  )
}

function CopyLink(): ReactNode {
  return (
    <IconButton label="Copy a link to this view" onPress={() => void copyLink()}>
      <Link2 size={16} aria-hidden />
    </IconButton>
  )
}

async function copyLink(): Promise<void> {
  const copied = await copyText(location.href)
  toast(
    copied
      ? { tone: 'plain', text: 'Copied a link to this view with its filters' }
      : { tone: 'bad', text: 'The clipboard cannot be written' }
  )
}
