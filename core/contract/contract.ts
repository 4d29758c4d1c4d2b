import { z } from 'zod'
import {
  clientRowSchema,
  namePageSchema,
  nameSortSchema,
  natureTabSchema,
  periodSchema,
  recordPageSchema,
  timelineSchema,
} from '../analysis/views.ts'
import { dataFileAnswerSchema } from '../dataset/inspection.ts'
import { askedNameSchema, domainTextSchema } from '../dns/name-schemas.ts'
import { visitPageSchema } from '../honeypot/visit.ts'
import {
  brokenLineSchema,
  listAnswerSchema,
  listEffectSchema,
  listPreviewSchema,
  listSummarySchema,
} from '../lists/list.ts'
import { overrideScopeSchema } from '../lists/override.ts'
import { criteriaSchema, rangeSchema } from '../query/criteria.ts'
import { baseRateSchema } from '../registry/base-rate-view.ts'
import { modelEntrySchema } from '../registry/card.ts'
import { wantedThresholdsSchema } from '../registry/changed-thresholds.ts'
import { comparisonSchema } from '../registry/gate-view.ts'
import { trafficEffectSchema } from '../registry/traffic-view.ts'
import { settingsChangeSchema, settingsSchema } from '../settings/settings.ts'
import { bandRatesSchema, curvesAnswerSchema, mistakeKindSchema, mistakePageSchema } from '../training/curves-view.ts'
import { splitNameSchema } from '../training/metrics-view.ts'
import { architectureSchema, estimateSchema, trainingPlanSchema } from '../training/plan.ts'
import { interruptedRunSchema, trainingEventSchema, trainingRunSchema } from '../training/run.ts'
import { vettingClassSchema } from '../verdict/verdict.ts'
import { decisionEffectSchema, reachSchema, vettingOrderSchema, vettingPageSchema } from '../vetting/decision.ts'
import { newOverrideSchema, overrideEffectSchema, overrideListSchema } from '../vetting/override-entry.ts'
import { registrationAnswerSchema } from '../whois/record.ts'
import { backupContentSchema, backupMadeSchema, restoreStateSchema } from './backup.ts'
import { liveSnapshotSchema, liveUpdateSchema } from './live.ts'
import { destinationSchema, explanationSchema, nameProfileSchema, scoreExplanationSchema } from './names.ts'
import { healthSchema, networkRouteSchema, selfTestRowSchema, workstationStateSchema } from './workstation.ts'

const nothing = z.object({})
const paging = { offset: z.number().int().min(0), limit: z.number().int().min(1).max(1000) }
const listSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('file'), path: z.string().min(1).max(4096) }),
  z.object({ kind: z.literal('pasted'), text: z.string().max(8_000_000) }),
  z.object({ kind: z.literal('address'), url: z.string().trim().min(1).max(2000) }),
])
const runningFetchSchema = z.object({
  url: z.string(),
  /** Null before it is subscribed. */
  id: z.string().nullable(),
  name: z.string(),
  /** Bytes; `total` is null where the server does not say. */
  received: z.number(),
  total: z.number().nullable(),
  startedAt: z.number(),
})
const ofSplit = { id: z.string(), split: splitNameSchema }
const minutesEastOfUtc = z.number().int().min(-900).max(900)

/**
 * Every call and event between renderer and core, as one value. The preload bridge, the IPC handlers, the WebSocket of headless/, the
 * renderer's client and the tests' driver are derived from it: a new message is one entry here and one handler in desk/.
 */
export const contract = {
  calls: {
    'workstation.state': { args: nothing, result: workstationStateSchema },
    'workstation.health': { args: nothing, result: healthSchema },
    'workstation.selfTest': { args: nothing, result: z.array(selfTestRowSchema) },
    /** Passes everything until then; 0 ends a pause. */
    'workstation.pause': {
      args: z.object({
        minutes: z
          .number()
          .min(0)
          .max(24 * 60),
      }),
      result: workstationStateSchema,
    },
    /** PEM of the authority that clients trust; null where the certificate came from files, or there is none. */
    'workstation.trustedCertificate': { args: nothing, result: z.object({ pem: z.string().nullable() }) },
    /** Asks the network's own resolvers, unprotected, so that its sign-in page comes up; ends by itself. 0 ends it now. */
    'network.signIn': { args: z.object({ minutes: z.number().int().min(0).max(30) }), result: workstationStateSchema },
    /** The split DNS of a VPN and of other links. */
    'network.routes': { args: nothing, result: z.array(networkRouteSchema) },
    /** What keeping answers no longer than this would delete at once. */
    'settings.beyond': {
      args: settingsSchema.shape.retention,
      result: z.object({ days: z.number(), bytes: z.number() }),
    },
    'settings.change': { args: settingsChangeSchema, result: workstationStateSchema },
    'files.choose': {
      args: z.object({ title: z.string().max(200), several: z.boolean() }),
      /** `not-available`: this shell has no file dialog; the person writes the path. */
      result: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('chosen'), paths: z.array(z.string()) }),
        z.object({ kind: z.literal('cancelled') }),
        z.object({ kind: z.literal('not-available') }),
      ]),
    },
    /** Everything but the log, into a new file in that folder. */
    'backup.create': { args: z.object({ folder: z.string().min(1).max(4096) }), result: backupMadeSchema },
    /** Reads and checks the whole file; nothing is changed. */
    'backup.check': { args: z.object({ path: z.string().min(1).max(4096) }), result: backupContentSchema },
    /** Checks it and lays it beside the data: the next start puts it in place. */
    'backup.restore': { args: z.object({ path: z.string().min(1).max(4096) }), result: restoreStateSchema },
    /** What the last restore replaced comes back at the next start. */
    'backup.undo': { args: nothing, result: restoreStateSchema },
    /** Nothing waits for the next start any more. */
    'backup.cancel': { args: nothing, result: restoreStateSchema },
    'backup.state': { args: nothing, result: restoreStateSchema },

    'lookup.find': { args: z.object({ text: z.string().max(20_000) }), result: destinationSchema },

    'live.snapshot': { args: nothing, result: liveSnapshotSchema },

    'history.timeline': {
      args: z.object({ criteria: criteriaSchema, period: periodSchema.nullable(), minutesEastOfUtc }),
      result: timelineSchema,
    },
    'history.names': {
      args: z.object({ criteria: criteriaSchema, tab: natureTabSchema, sort: nameSortSchema, ...paging }),
      result: namePageSchema,
    },
    'history.clients': {
      args: z.object({ criteria: criteriaSchema, limit: z.number().int().min(1).max(1000) }),
      result: z.array(clientRowSchema),
    },
    'history.records': { args: z.object({ criteria: criteriaSchema, ...paging }), result: recordPageSchema },
    /** Null when the filter text reads well, else what is wrong with it and where (characters from 0). */
    'history.checkFilter': {
      args: z.object({ filter: z.string().max(1000) }),
      result: z.object({ message: z.string(), at: z.number() }).nullable(),
    },

    'names.explain': { args: z.object({ name: askedNameSchema }), result: explanationSchema },
    /** What moved the score, and the nearest labelled names. */
    'names.explanation': { args: z.object({ name: askedNameSchema }), result: scoreExplanationSchema },
    'names.profile': {
      args: z.object({ name: askedNameSchema, range: rangeSchema, period: periodSchema.nullable(), minutesEastOfUtc }),
      result: nameProfileSchema,
    },
    'names.registration': {
      args: z.object({ name: askedNameSchema, refresh: z.boolean() }),
      result: registrationAnswerSchema,
    },

    'vetting.page': {
      args: z.object({ class: vettingClassSchema, order: vettingOrderSchema, search: z.string().max(253), ...paging }),
      result: vettingPageSchema,
    },
    'vetting.reach': {
      args: z.object({ names: z.array(domainTextSchema).min(1).max(100_000), class: vettingClassSchema }),
      result: reachSchema,
    },
    'vetting.decide': {
      args: z.object({
        names: z.array(domainTextSchema).min(1).max(100_000),
        class: vettingClassSchema,
        note: z.string().max(1000),
      }),
      result: decisionEffectSchema,
    },
    /** Takes a decision back that still stands; without an id the newest one. */
    'vetting.undo': {
      args: z.object({ id: z.number().int().positive().optional() }),
      result: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('undone'), effect: decisionEffectSchema }),
        z.object({ kind: z.literal('nothing-to-undo') }),
      ]),
    },

    'overrides.all': { args: nothing, result: overrideListSchema },
    'overrides.set': { args: newOverrideSchema, result: overrideEffectSchema },
    /** Before its time. */
    'overrides.end': { args: z.object({ id: z.number().int().positive() }), result: overrideEffectSchema },
    /** Takes a change back that still stands; without an id the newest one. */
    'overrides.undo': {
      args: z.object({ id: z.number().int().positive().optional() }),
      result: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('undone'), effect: overrideEffectSchema }),
        z.object({ kind: z.literal('nothing-to-undo') }),
      ]),
    },
    /** What an override would reach, of the last 30 days. */
    'overrides.reach': { args: z.object({ scope: overrideScopeSchema }), result: reachSchema },

    /** Who came to the honeypot's page, newest first; null: of all names. */
    'honeypot.visits': { args: z.object({ name: askedNameSchema.nullable(), ...paging }), result: visitPageSchema },

    'lists.all': { args: nothing, result: z.array(listSummarySchema) },
    'lists.preview': { args: z.object({ source: listSource }), result: listPreviewSchema },
    /** What a list would have decided in the last 30 days, a new one or one that is subscribed: names, queries, and what of it is vetted. */
    'lists.reach': {
      args: z.object({
        what: z.union([z.object({ source: listSource }), z.object({ id: z.string() })]),
        effect: listEffectSchema,
      }),
      result: reachSchema,
    },
    'lists.add': {
      args: z.object({
        name: z.string().trim().min(1).max(80),
        effect: listEffectSchema,
        answer: listAnswerSchema.optional(),
        source: listSource,
      }),
      result: listSummarySchema,
    },
    'lists.change': {
      args: z.object({
        id: z.string(),
        name: z.string().trim().min(1).max(80).optional(),
        effect: listEffectSchema.optional(),
        answer: listAnswerSchema.optional(),
        enabled: z.boolean().optional(),
        /** Hours between two fetches; null: as the settings say. */
        everyHours: z.number().int().min(1).max(8760).nullable().optional(),
      }),
      result: listSummarySchema,
    },
    /** Reads its file again, or fetches it now. */
    'lists.reload': { args: z.object({ id: z.string() }), result: listSummarySchema },
    /** What is being fetched now; told by an event as it goes on. */
    'lists.running': { args: nothing, result: z.array(runningFetchSchema) },
    'lists.cancel': { args: z.object({ url: z.string().max(2000) }), result: nothing },
    'lists.remove': { args: z.object({ id: z.string() }), result: nothing },
    /** Puts back a list that was removed in the last ten minutes: as it was, in its place. */
    'lists.restore': { args: z.object({ id: z.string() }), result: listSummarySchema },
    'lists.brokenLines': {
      args: z.object({ id: z.string(), ...paging }),
      result: z.object({ lines: z.array(brokenLineSchema), total: z.number() }),
    },

    'training.architectures': { args: nothing, result: z.array(architectureSchema) },
    'training.inspect': { args: z.object({ path: z.string().min(1).max(4096) }), result: dataFileAnswerSchema },
    'training.estimate': { args: trainingPlanSchema, result: estimateSchema },
    'training.start': { args: trainingPlanSchema, result: trainingRunSchema },
    /** Ends the run and keeps the best weights so far. */
    'training.stop': { args: z.object({ runId: z.string() }), result: nothing },
    /** Ends the run and keeps nothing. */
    'training.cancel': { args: z.object({ runId: z.string() }), result: nothing },
    /** Runs that broke off with the product or their thread; each may go on from its last whole epoch. */
    'training.interrupted': { args: nothing, result: z.array(interruptedRunSchema) },
    'training.resume': { args: z.object({ runId: z.string() }), result: trainingRunSchema },
    'training.discard': { args: z.object({ runId: z.string() }), result: z.array(interruptedRunSchema) },
    /** Newest first, since this start. */
    'training.runs': { args: nothing, result: z.array(trainingRunSchema) },

    'models.all': { args: nothing, result: z.array(modelEntrySchema) },
    /** Refused with the gate's reasons, field 'anyway', unless a note says why it is done all the same. */
    'models.promote': {
      args: z.object({ id: z.string(), anyway: z.object({ note: z.string().trim().min(1).max(1000) }).optional() }),
      result: z.array(modelEntrySchema),
    },
    'models.remove': { args: z.object({ id: z.string() }), result: z.array(modelEntrySchema) },
    /** From the scores kept beside the model. */
    'models.curves': { args: z.object({ id: z.string(), split: splitNameSchema }), result: curvesAnswerSchema },
    'models.mistakes': {
      args: z.object({ ...ofSplit, kind: mistakeKindSchema, threshold: z.number().min(0).max(1), ...paging }),
      result: mistakePageSchema,
    },
    'models.rates': { args: z.object({ ...ofSplit, thresholds: wantedThresholdsSchema }), result: bandRatesSchema },
    /** What thresholds would do to the stored traffic; the first look scores names, so it may take a while. */
    'models.traffic': {
      args: z.object({ id: z.string(), thresholds: wantedThresholdsSchema }),
      result: trafficEffectSchema,
    },
    /** What share of names is malicious here, so that a probability can be read for this traffic; the first look scores names. */
    'models.baseRate': { args: z.object({ id: z.string() }), result: baseRateSchema },
    /** Beside the model that serves, on the same names; the first look scores them. */
    'models.compare': { args: z.object({ id: z.string() }), result: comparisonSchema },
    /** Null takes the card's own again. */
    'models.setThresholds': {
      args: z.object({ id: z.string(), thresholds: wantedThresholdsSchema.nullable() }),
      result: z.array(modelEntrySchema),
    },
    /** Copies a model folder into the registry after checking it. */
    'models.import': { args: z.object({ path: z.string().min(1).max(4096) }), result: z.array(modelEntrySchema) },
  },
  events: {
    'workstation.changed': workstationStateSchema,
    'live.update': liveUpdateSchema,
    'training.event': trainingEventSchema,
    /** All fetches that go on; empty when the last one has ended. */
    'lists.fetching': z.object({ running: z.array(runningFetchSchema) }),
    /** Something that screens show from queries has changed: they ask again. */
    stale: z.object({ what: z.array(z.enum(['vetting', 'overrides', 'lists', 'models', 'history', 'runs'])) }),
    /** The native menu or the tray asks for a view. */
    navigate: z.object({ view: z.enum(['live', 'history', 'vetting', 'lists', 'training', 'workstation']) }),
  },
} as const

export type Calls = typeof contract.calls
export type CallName = keyof Calls
export type CallArgs<K extends CallName> = z.input<Calls[K]['args']>
/** What a handler is given: parsed and canonical. */
export type ParsedArgs<K extends CallName> = z.output<Calls[K]['args']>
export type CallResult<K extends CallName> = z.output<Calls[K]['result']>

export type Events = typeof contract.events
export type EventName = keyof Events
export type EventValue<K extends EventName> = z.output<Events[K]>

/** What every shell gives the renderer as `window.workstation`, whatever carries it. */
export interface Bridge {
  /** Rejects with a CallFault (fault.ts). */
  call<K extends CallName>(name: K, args: CallArgs<K>): Promise<CallResult<K>>
  /** Returns what ends the subscription. */
  listen<K extends EventName>(name: K, listener: (value: EventValue<K>) => void): () => void
}
