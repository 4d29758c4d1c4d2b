import { ChevronDown, CircleAlert, LogIn, Pause, ShieldAlert, ShieldCheck, ShieldOff } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button as AriaButton, Dialog, DialogTrigger, Popover } from 'react-aria-components'
import type { WorkstationState } from '../../../core/contract/workstation.ts'
import { visible } from '../design/visible.ts'
import { useConnection } from '../wire/connection.ts'
import { machineDnsAside, machineDnsSentence } from '../workstation/machine-dns-words.ts'
import { Pauses } from './pauses.tsx'
import { doesNow, notesOf, protectionOf, silenceWords, type ProtectionStatus } from './protection-status.ts'
import styles from './protection.module.css'
import { shownUpstream } from './shown-upstream.ts'
import { SignIn } from './sign-in.tsx'

/** What the resolver does now, and on which address; a press shows the rest and pauses it. */
export function Protection({ state }: { state: WorkstationState }): ReactNode {
  const status = protectionOf(state, useConnection())
  const aside = status.kind === 'away' ? null : machineDnsAside(state.machineDns.state)
  return (
    <DialogTrigger>
      <AriaButton className={styles.trigger ?? ''} data-state={status.kind}>
        <StatusIcon kind={status.kind} />
        <span className={styles.words}>
          <span className={styles.text}>{status.text}</span>
          {aside !== null && <span className={styles.aside}>{aside}</span>}
        </span>
        {state.openTo.length > 0 && <span className={styles.openTo}>Open to other machines</span>}
        {notesOf(state).length > 0 && (
          <CircleAlert size={14} className={styles.note} aria-label="There is something to know" />
        )}
        <ChevronDown size={14} aria-hidden />
      </AriaButton>
      <Popover className={styles.popover ?? ''} offset={6} placement="bottom start">
        <Dialog className={styles.dialog ?? ''} aria-label="Protection">
          <Details state={state} />
        </Dialog>
      </Popover>
    </DialogTrigger>
  )
}

function StatusIcon({ kind }: { kind: ProtectionStatus['kind'] }): ReactNode {
  if (kind === 'signing-in') return <LogIn size={16} aria-hidden />
  if (kind === 'paused') return <Pause size={16} aria-hidden />
  if (kind === 'unanswered') return <ShieldAlert size={16} aria-hidden />
  if (kind === 'away') return <ShieldOff size={16} aria-hidden />
  return <ShieldCheck size={16} aria-hidden />
}

function asksWhom({ signIn, upstreams }: WorkstationState['dns']): string {
  if (signIn !== null) return `${signIn.resolvers.join(', ')}, as this network says`
  return upstreams.length === 0 ? 'nobody: no upstream is known' : upstreams.map(shownUpstream).join(', ')
}

/** Who does not answer, and why. */
function Silence({ silent }: Pick<WorkstationState['dns'], 'silent'>): ReactNode {
  if (silent.length === 0) return null
  return (
    <>
      <dt>No answer</dt>
      <dd className={styles.silence}>
        {silent.map((one) => (
          <p key={one.address}>{visible(silenceWords(one))}</p>
        ))}
        <p>
          Until one answers, there are answers only for what is blocked, in the cache, answered here or asked of a
          domain’s own upstreams.
        </p>
      </dd>
    </>
  )
}

function Details({ state }: { state: WorkstationState }): ReactNode {
  const { dns } = state
  return (
    <>
      <dl className={styles.facts}>
        <dt>Answers on</dt>
        <dd>{dns.address ?? 'no address'}</dd>
        <dt>Asks</dt>
        <dd>{asksWhom(dns)}</dd>
        <Silence silent={dns.silent} />
        <dt>Asked by</dt>
        <dd>{visible(machineDnsSentence(state.machineDns))}</dd>
        <dt>Does</dt>
        <dd>{doesNow(state)}</dd>
      </dl>
      {notesOf(state).map((note) => (
        <p key={note} className={styles.said}>
          <CircleAlert size={14} aria-hidden />
          {visible(note)}
        </p>
      ))}
      <SignIn dns={dns} />
      {dns.signIn === null && <Pauses dns={dns} />}
    </>
  )
}
