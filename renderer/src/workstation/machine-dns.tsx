import { useQueryClient } from '@tanstack/react-query'
import { CircleAlert, CircleCheck, CircleDashed } from 'lucide-react'
import type { ReactNode } from 'react'
import type { MachineDnsView } from '../../../core/contract/machine-dns.ts'
import type { WorkstationState } from '../../../core/contract/workstation.ts'
import { CheckBox } from '../design/field.tsx'
import { visible } from '../design/visible.ts'
import { useAct } from '../wire/call.ts'
import { CONSEQUENCES, machineDnsSentence, whatIsChanged } from './machine-dns-words.ts'
import styles from './machine-dns.module.css'
import { Command, PointMachine } from './point-machine.tsx'
import { messageAt } from './same-setting.ts'

const ICONS: Record<MachineDnsView['state'], ReactNode> = {
  set: <CircleCheck size={15} aria-hidden />,
  'not-set': <CircleDashed size={15} aria-hidden />,
  overruled: <CircleAlert size={15} aria-hidden />,
  unsupported: <CircleDashed size={15} aria-hidden />,
}

/** Whether this machine itself asks here, and the switch for it with what it does. Nothing is changed before it is pressed. */
export function MachineDns({ state }: { state: WorkstationState }): ReactNode {
  const { machineDns, dns } = state
  const client = useQueryClient()
  const act = useAct('settings.change', {
    quiet: true,
    onDone: (now) => client.setQueryData(['workstation.state', {}], now),
  })
  const held = machineDns.state === 'set' || machineDns.state === 'overruled'
  return (
    <div className={styles.machine}>
      <p className={styles.state} data-state={machineDns.state} aria-live="polite">
        {ICONS[machineDns.state]}
        {visible(machineDnsSentence(machineDns))}
      </p>
      <CheckBox
        checked={held}
        disabled={act.pending || (!held && machineDns.obstacle !== null)}
        onChange={(wanted) => void act.run({ machineDns: wanted })}
      >
        Use this workstation as this machine’s DNS
      </CheckBox>
      {act.pending && <p className={styles.quiet}>Changing the settings and looking whether they hold…</p>}
      {act.fault !== null && !act.pending && <p className={styles.fault}>{visible(messageAt(act.fault))}</p>}
      {!held && <Obstacle obstacle={machineDns.obstacle} />}
      <ul className={styles.consequences}>
        {[whatIsChanged(machineDns.governor), ...machineDns.notes, ...CONSEQUENCES]
          .filter((text) => text !== '')
          .map((text) => (
            <li key={text}>{visible(text)}</li>
          ))}
      </ul>
      <dl className={styles.facts}>
        <dt>Governed by</dt>
        <dd>{machineDns.governor ?? 'not known'}</dd>
        <dt>{held ? 'Asked before' : 'Asks now'}</dt>
        <dd>{machineDns.servers.length === 0 ? 'nobody' : machineDns.servers.join(', ')}</dd>
      </dl>
      <details className={styles.more}>
        <summary>By hand, or for one program</summary>
        <PointMachine address={dns.address} />
      </details>
    </div>
  )
}

export function Obstacle({ obstacle }: { obstacle: MachineDnsView['obstacle'] }): ReactNode {
  if (obstacle === null) return null
  return (
    <div className={styles.obstacle}>
      <CircleAlert size={14} aria-hidden />
      <div>
        <p>Not now: {visible(obstacle.message)}.</p>
        {obstacle.command !== null && <Command text={obstacle.command} />}
      </div>
    </div>
  )
}
