import { Ellipsis } from 'lucide-react'
import type { ReactNode } from 'react'
import type { ListEffect } from '../../../core/lists/list.ts'
import { Menu, type MenuChoice } from '../design/menu.tsx'
import { Name } from '../design/name.tsx'
import { visible } from '../design/visible.ts'
import { useInActiveRow } from '../grid/index.ts'
import styles from './overrides.module.css'
import { useOverride, type Override } from './use-override.tsx'
import { DURATIONS, EFFECT_VERBS } from './words.ts'

const EFFECTS = ['allow', 'block', 'honeypot'] as const

/** At the end of a row that shows an answer: its name, with all below it, is overridden for a while, for everybody or for who asked. */
export function OverrideRowMenu({ name, client }: { name: string; client: string }): ReactNode {
  const override = useOverride()
  const reached = useInActiveRow()
  return (
    <Menu
      label={`Override ${visible(name)} and all names below it`}
      about={
        <>
          <Name name={name} wrap /> and all names below it
        </>
      }
      className={styles.rowMenu ?? ''}
      excludeFromTabOrder={!reached}
      trigger={<Ellipsis size={14} aria-hidden />}
      choices={EFFECTS.flatMap((effect) => [
        ...DURATIONS.map((duration) => choice(override, { effect, duration, name, client: null })),
        choice(override, { effect, duration: DURATIONS[1]!, name, client }),
      ])}
    />
  )
}

type Choice = { effect: ListEffect; duration: (typeof DURATIONS)[number]; name: string; client: string | null }

function choice(override: Override, { effect, duration, name, client }: Choice): MenuChoice {
  const whose = client === null ? '' : `, ${visible(client)} only`
  return {
    id: `${effect} ${duration.id} ${client ?? ''}`,
    text: `${EFFECT_VERBS[effect]} ${duration.text}${whose}`,
    run: () => void override.set({ scope: { kind: 'tree', name, client }, effect, ends: duration.ends, note: '' }),
  }
}
