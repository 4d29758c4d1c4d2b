import type { ModelEntry } from '../../../core/registry/card.ts'

/** A model of the registry that can serve. */
export type KnownModel = Extract<ModelEntry, { kind: 'usable' }>
