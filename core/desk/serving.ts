import type { WorkstationState } from '../contract/workstation.ts'
import type { Thresholds } from '../model/calibration.ts'
import type { ModelThread } from '../model/model-thread.ts'
import type { ModelCard } from '../registry/card.ts'
import type { Registry } from '../registry/registry.ts'
import type { Fault, Result } from '../system/result.ts'
import type { ServingBand } from '../vetting/page.ts'

/** Which model serves, and why none does. */
export interface Serving {
  readonly card: ModelCard | null
  /** Where the serving model's doubt lies. */
  readonly band: ServingBand | null
  /** Null while all is well. */
  readonly fault: string | null
  /** The model that the registry remembers, at the start. */
  begin(): Promise<void>
  /** For a promotion, or for other thresholds: a refusal leaves what serves. */
  load(folder: string, thresholds: Thresholds | null): Promise<Result<unknown, Fault>>
  /** After a promotion. */
  settle(): Promise<void>
}

export function createServing(registry: Registry, model: ModelThread, notice: (text: string) => void): Serving {
  let card: ModelCard | null = null
  let fault: string | null = null
  return {
    get card() {
      return card
    },
    get band() {
      return card === null ? null : { modelId: card.id, ...card.thresholds }
    },
    get fault() {
      return fault
    },
    async begin() {
      const wanted = await registry.serving()
      if (wanted === null) {
        fault = 'there is no model that can serve; names on no list pass unscored'
        return
      }
      const served = await model.serve(wanted.folder, wanted.card.thresholds)
      fault = served.ok ? null : served.fault.message
      card = served.ok ? wanted.card : null
      if (wanted.card.id !== (registry.promotedId ?? wanted.card.id))
        await sayWhoServesInstead(registry, wanted.card.id, notice)
    },
    load: (folder, thresholds) => model.serve(folder, thresholds),
    async settle() {
      card = (await registry.serving())?.card ?? null
      fault = null
    },
  }
}

export function servingView(card: ModelCard | null): WorkstationState['servingModel'] {
  return card === null ? null : { id: card.id, title: card.title, ...card.thresholds }
}

async function sayWhoServesInstead(
  registry: Registry,
  servingId: string,
  notice: (text: string) => void
): Promise<void> {
  const { promotedId } = registry
  const chosen = (await registry.all()).find((entry) => entry.kind === 'refused' && entry.id === promotedId)
  const reason = chosen?.kind === 'refused' ? chosen.reason : 'it is gone'
  notice(`The promoted model ${promotedId ?? ''} cannot serve: ${reason}. ${servingId} serves instead.`)
}
