import type { Analysis } from '../analysis/analysis.ts'
import { parseFilter } from '../query/filter.ts'
import { valueOf } from './expect-value.ts'
import type { Handlers } from './handlers.ts'

type HistoryCalls = Extract<keyof Handlers, `history.${string}`>

export function historyHandlers(analysis: Analysis): Pick<Handlers, HistoryCalls> {
  return {
    'history.timeline': async ({ criteria, ...cut }) => valueOf(await analysis.timeline(criteria, cut)),
    'history.names': async ({ criteria, ...wish }) => valueOf(await analysis.names(criteria, wish)),
    'history.clients': async ({ criteria, limit }) => valueOf(await analysis.clients(criteria, limit)),
    'history.records': async ({ criteria, offset, limit }) => valueOf(await analysis.records(criteria, offset, limit)),
    'history.checkFilter': async ({ filter }) => {
      const terms = parseFilter(filter)
      return terms.ok ? null : { message: terms.fault.message, at: terms.fault.at }
    },
  }
}
