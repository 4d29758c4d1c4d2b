import type { ReactNode } from 'react'
import type { ScoreExplanation } from '../../../core/contract/names.ts'
import { classes } from '../design/classes.ts'
import nameStyles from '../design/name.module.css'
import { Name } from '../design/name.tsx'
import { visible } from '../design/visible.ts'
import { strongRuns } from './moved.ts'
import styles from './moved-score.module.css'

export type MarkedNameProps = { name: string; moved: ScoreExplanation | undefined; unsure: boolean }

/** The panel's subject, with the characters underlined that moved the score most; said in words where the bars are. */
export function MarkedName({ name, moved, unsure }: MarkedNameProps): ReactNode {
  const runs = moved?.name === name ? strongRuns(moved.characters) : []
  if (runs.length === 0) return <Name name={name} wrap large unsure={unsure} />
  return (
    <bdi
      dir="ltr"
      translate="no"
      className={classes(nameStyles.name, nameStyles.wrap, nameStyles.large, styles.room, unsure && nameStyles.unsure)}
    >
      {visible(name.slice(0, runs[0]!.from))}
      {runs.map(({ from, to, text, side }, at) => (
        <span key={from}>
          <span className={styles.marked} data-side={side}>
            {visible(text)}
          </span>
          {visible(name.slice(to, runs[at + 1]?.from ?? name.length))}
        </span>
      ))}
    </bdi>
  )
}
