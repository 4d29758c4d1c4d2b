import { Copy } from 'lucide-react'
import type { ReactNode } from 'react'
import { IconButton } from '../design/button.tsx'
import { toast } from '../design/toasts.tsx'
import { copyText } from '../frame/copy.ts'
import { wayTo } from './ways.ts'
import styles from './places.module.css'

/** How to make this machine, or another program, ask here by hand: nothing of it is watched or put back. */
export function PointMachine({ address }: { address: string | null }): ReactNode {
  if (address === null) return <p className={styles.quiet}>The resolver has no address now, so nothing can ask it.</p>
  const ways = wayTo(address)
  return (
    <div className={styles.ways}>
      {ways.note !== null && <p className={styles.quiet}>{ways.note}</p>}
      <dl>
        {ways.steps.map((step) => (
          <div key={step.where} className={styles.way}>
            <dt>{step.where}</dt>
            <dd>
              <Command text={step.command} />
              {step.back !== null && (
                <span className={styles.back}>
                  back: <Command text={step.back} />
                </span>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

export function Command({ text }: { text: string }): ReactNode {
  const copy = () =>
    void copyText(text).then((copied) =>
      toast(copied ? { tone: 'plain', text: 'Copied' } : { tone: 'bad', text: 'The browser refused to copy' })
    )
  return (
    <span className={styles.command}>
      <code>{text}</code>
      <IconButton label={`Copy ${text}`} onPress={copy}>
        <Copy size={13} aria-hidden />
      </IconButton>
    </span>
  )
}
