import { loggable, type Loggable, type RecordWriter } from '../log/record-writer.ts'
import { TRANSPORT_SHIFT } from '../log/batch.ts'
import { TRANSPORTS } from '../log/decode.ts'
import { logEntry } from '../resolver/log-entry.ts'
import type { Clock } from '../system/clock.ts'
import type { Filter } from '../verdict/create-filter.ts'
import type { PluginJudge } from './plugin/server.ts'

/** The plugin's protocol does not say the type; what it guards are addresses. */
const TYPE_A = 1
const FLAGS = TRANSPORTS.indexOf('plugin') << TRANSPORT_SHIFT

/** The same stages as the resolver's, logged with the address of whom the plugin asks for. */
export function pluginJudge({ filter, log, clock }: { filter: Filter; log: RecordWriter; clock: Clock }): PluginJudge {
  return async ({ name, client }) => {
    const time = clock.now()
    const start = clock.elapsed()
    const verdict = await filter.judge({ name, client })
    const what: Loggable = loggable(
      logEntry({ name, type: TYPE_A }, verdict, { rcode: 'NOERROR', answers: [], upstream: null })
    )
    log.add({ what, client, time, milliseconds: clock.elapsed() - start, flags: FLAGS })
    return { verdict }
  }
}
