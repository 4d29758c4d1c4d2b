import { useDeferredValue, useState, type ReactNode } from 'react'
import { thresholdsInForce } from '../../../core/registry/card.ts'
import { wantedThresholdsSchema } from '../../../core/registry/changed-thresholds.ts'
import { Button } from '../design/button.tsx'
import { exactTime } from '../design/format.ts'
import { toast } from '../design/toasts.tsx'
import { visible } from '../design/visible.ts'
import { useAct } from '../wire/call.ts'
import { BaseRateView } from './base-rate.tsx'
import type { KnownModel } from './known-model.ts'
import { restsOnText } from './rests-on.ts'
import { ThresholdRates } from './threshold-rates.tsx'
import { thresholdText } from './threshold-scale.ts'
import { ThresholdSlider } from './threshold-slider.tsx'
import styles from './thresholds.module.css'
import { TrafficEffectView } from './traffic-effect.tsx'

/** A threshold that is dragged pushes the other along: a name cannot be blocked before it is unsure. One that is written does not. */
type Wanted = { unsure: number | null; malicious: number | null }

/** From which probability on a name waits or is blocked, and what that does to the test names and to the analyst's own traffic. */
export function ThresholdsView({ model }: { model: KnownModel }): ReactNode {
  const { card, changed, serving } = model
  const inForce = thresholdsInForce(model)
  const [wanted, want] = useState<Wanted>(inForce)
  const checked = wantedThresholdsSchema.safeParse(wanted)
  const faultAt = (field: string) => checked.error?.issues.find(({ path }) => path[0] === field)?.message ?? null
  // While one is being written wrongly, the figures stay those of the last sensible pair.
  const [sensible, setSensible] = useState(inForce)
  const now = checked.success ? checked.data : sensible
  if (now.unsure !== sensible.unsure || now.malicious !== sensible.malicious) setSensible(now)
  const shown = useDeferredValue(sensible)
  const moved = now.unsure !== inForce.unsure || now.malicious !== inForce.malicious
  const act = useAct('models.setThresholds', { quiet: true })
  const save = (thresholds: typeof inForce | null) =>
    void act.run({ id: card.id, thresholds }).then((done) => {
      if (done === null) return
      want(thresholds ?? card.thresholds)
      const what = thresholds === null ? "The card's thresholds hold again" : 'The thresholds are saved'
      toast({ tone: 'good', text: serving ? `${what}, for every name from now` : `${what} for when it serves` })
    })
  return (
    <div className={styles.view}>
      <div className={styles.sliders}>
        <ThresholdSlider
          label="Blocks"
          help="from this probability"
          tone="malicious"
          value={wanted.malicious}
          card={card.thresholds.malicious}
          error={faultAt('malicious')}
          onDrag={(malicious) =>
            want(({ unsure }) => ({ malicious, unsure: Math.min(unsure ?? malicious, malicious) }))
          }
          onWrite={(malicious) => want((before) => ({ ...before, malicious }))}
        />
        <ThresholdSlider
          label="Unsure"
          help="from this probability: it passes and waits for you"
          tone="unsure"
          value={wanted.unsure}
          card={card.thresholds.unsure}
          error={faultAt('unsure')}
          onDrag={(unsure) => want(({ malicious }) => ({ unsure, malicious: Math.max(malicious ?? unsure, unsure) }))}
          onWrite={(unsure) => want((before) => ({ ...before, unsure }))}
        />
        {act.fault !== null && (
          <p className={styles.fault} role="alert">
            {act.fault.message}
          </p>
        )}
        <div className={styles.actions}>
          <Button
            tone="primary"
            disabled={!checked.success || !moved}
            pending={act.pending}
            onPress={() => checked.success && save(checked.data)}
          >
            {serving ? 'Save and use now' : 'Save'}
          </Button>
          <Button tone="quiet" disabled={!moved} onPress={() => want(inForce)}>
            Put back
          </Button>
          {changed !== null && (
            <Button pending={act.pending} onPress={() => save(null)}>
              Reset to the card’s
            </Button>
          )}
          <p className={styles.note}>
            {changed === null
              ? `These are the thresholds of the card, ${restsOnText(card)}.`
              : `Changed by ${visible(changed.by)}, ${exactTime(changed.at)}. The card says ${thresholdText(card.thresholds.malicious)} and ${thresholdText(card.thresholds.unsure)}.`}
          </p>
        </div>
      </div>
      <ThresholdRates model={model} thresholds={shown} />
      <TrafficEffectView id={card.id} thresholds={shown} />
      <BaseRateView id={card.id} thresholds={shown} />
    </div>
  )
}
