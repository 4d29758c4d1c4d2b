import { X } from 'lucide-react'
import { useSyncExternalStore, type ReactNode } from 'react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { IconButton } from '../design/button.tsx'
import styles from './keys-overlay.module.css'
import { merged, useKeyGroups, useKeys, type KeyGroup } from './keys.ts'

/** Every key that works on the current screen, as the screens registered them. */
export function KeysOverlay(): ReactNode {
  const open = useSyncExternalStore(subscribe, () => shown)
  const groups = useKeyGroups()
  useKeys('Everywhere', { '?': { says: 'All keys', run: () => show(!open) } })
  return (
    <ModalOverlay className={styles.ground ?? ''} isOpen={open} onOpenChange={show} isDismissable>
      <Modal className={styles.modal ?? ''}>
        <Dialog className={styles.dialog ?? ''}>
          <header className={styles.head}>
            <Heading slot="title">Keys of this screen</Heading>
            <IconButton label="Close" shortcut="Esc" onPress={() => show(false)}>
              <X size={16} aria-hidden />
            </IconButton>
          </header>
          <div className={styles.groups}>
            {merged(groups).map((group) => (
              <Group key={group.title} group={group} />
            ))}
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

export function showKeys(): void {
  show(true)
}

function Group({ group }: { group: KeyGroup }): ReactNode {
  return (
    <section>
      <h3>{group.title}</h3>
      <dl className={styles.keys}>
        {group.keys.map(({ chord, says }) => (
          <div key={chord}>
            <dt>
              {chord.split(/(?<=.)\+/).map((key) => (
                <kbd key={key}>{KEY_SIGNS[key] ?? key}</kbd>
              ))}
            </dt>
            <dd>{says}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

const KEY_SIGNS: Record<string, string> = {
  ArrowDown: '↓',
  ArrowUp: '↑',
  ArrowLeft: '←',
  ArrowRight: '→',
  ' ': 'Space',
  Escape: 'Esc',
}

let shown = false
const listeners = new Set<() => void>()

function show(next: boolean): void {
  shown = next
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
