import { useRef, useState, type ReactNode } from 'react'
import type { Explanation } from '../../../core/contract/names.ts'
import { Button } from '../design/button.tsx'
import { TextField } from '../design/field.tsx'
import { Name } from '../design/name.tsx'
import { Panel } from '../design/panel.tsx'
import { Fault, Loading } from '../design/states.tsx'
import { VerdictMark } from '../design/verdict-mark.tsx'
import { markOf } from '../design/verdict-words.ts'
import { visible } from '../design/visible.ts'
import { useAddress } from '../frame/address.ts'
import { useKeys } from '../frame/keys.ts'
import { useCall } from '../wire/call.ts'
import { messageAt } from '../workstation/same-setting.ts'
import styles from './lists.module.css'
import { triedName } from './tried-name.ts'
import { EFFECT_WORDS } from './words.ts'

/** What would happen to a question for a name now: every stage in order, whether or not an earlier one decides. Nothing is asked. */
export function TryName(): ReactNode {
  const { params, set } = useAddress()
  const tried = params['try'] ?? ''
  const [text, setText] = useState(tried)
  const box = useRef<HTMLDivElement>(null)
  useKeys('Lists', { t: { says: 'Try a name', run: () => box.current?.querySelector('input')?.select() } })
  const { name, note, fault } = triedName(tried)
  const explained = useCall('names.explain', { name }, { enabled: name !== '' })
  const badName = fault ?? (explained.fault?.kind === 'bad-input' ? messageAt(explained.fault) : null)
  return (
    <Panel title="Try a name" fill>
      <div ref={box} className={styles.tryRow}>
        <div className={styles.grow}>
          <TextField
            label="Name"
            hideLabel
            names
            placeholder="shop.brightfern.example"
            value={text}
            error={badName}
            onChange={setText}
            onSubmit={() => set({ try: text.trim() })}
            maxLength={1000}
          />
        </div>
        <Button disabled={text.trim() === ''} shortcut="t" onPress={() => set({ try: text.trim() })}>
          Try
        </Button>
      </div>
      {note !== null && badName === null && <p className={styles.help}>{note}</p>}
      {tried === '' && (
        <p className={styles.help}>
          Shows every stage that would look at a name, in order, and which one decides. No question leaves this machine.
        </p>
      )}
      {explained.loading && <Loading what="the stages" rows={4} />}
      {explained.fault !== null && badName === null && (
        <Fault what="The verdict" fault={explained.fault} retry={() => explained.retry()} />
      )}
      {explained.value !== undefined && <Stages explanation={explained.value} />}
    </Panel>
  )
}

function Stages({ explanation }: { explanation: Explanation }): ReactNode {
  const address = useAddress()
  const { name, verdict, stages, matches } = explanation
  return (
    <div aria-live="polite" className={styles.tried}>
      <div className={styles.outcome}>
        <VerdictMark {...markOf(verdict)} />
        <Name name={name} wrap onOpen={() => address.open(name)} />
      </div>
      <ol className={styles.stages}>
        {stages.map((stage, index) => (
          <li
            key={stage.stage}
            data-decides={stage.decides || undefined}
            data-silent={stage.verdict === null || undefined}
          >
            <span className={styles.stageNumber}>{index + 1}</span>
            <span className={styles.stageName}>{stage.stage.replaceAll('-', ' ')}</span>
            <span className={styles.stageReason}>
              {visible(stage.reason)}
              {stage.verdict !== null && !stage.decides && (
                <em> (would say: {stage.verdict.kind.replaceAll('-', ' ')})</em>
              )}
            </span>
            {stage.decides && <strong className={styles.decides}>decides</strong>}
          </li>
        ))}
      </ol>
      {matches.length > 0 && (
        <>
          <h3 className={styles.subhead}>Every entry that covers it</h3>
          <ul className={styles.matches}>
            {matches.map((match) => (
              <li key={`${match.listId} ${match.entry} ${match.line ?? ''}`}>
                <span>{visible(match.list)}</span>
                <Name name={match.entry} />
                <span className={styles.line}>{match.line === null ? '' : `line ${match.line}`}</span>
                <span className={styles.effect} data-effect={match.effect}>
                  {EFFECT_WORDS[match.effect]}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}
