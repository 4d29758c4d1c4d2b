import { z } from 'zod'

/** What two thresholds would do to the stored traffic. Rates are a day, over the days that the log really covers. */
export const trafficEffectSchema = z.object({
  /** Milliseconds since the epoch; null while the log is empty. */
  since: z.number().nullable(),
  days: z.number(),
  /** Names on which a model decides: public, on no list, not vetted. All are presumed benign. */
  names: z.number(),
  queries: z.number(),
  /** So many of them have a score of this model; `fromLog` of these were scored when they were asked, the others now. */
  scored: z.number(),
  fromLog: z.number(),
  blocked: z.object({ names: z.number(), queriesPerDay: z.number() }),
  unsure: z.object({ names: z.number(), queriesPerDay: z.number() }),
  /** The highest scores among those that would be blocked. */
  top: z.array(z.object({ name: z.string(), probability: z.number(), queries: z.number() })),
})
export type TrafficEffect = z.infer<typeof trafficEffectSchema>
