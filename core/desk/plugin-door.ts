import { createRecordWriter } from '../log/record-writer.ts'
import { portSink } from '../log/sink.ts'
import type { Clock } from '../system/clock.ts'
import type { Filter } from '../verdict/create-filter.ts'
import type { MessagePort } from 'node:worker_threads'
import type { OpenDoor } from './door.ts'
import { FREE_LOOPBACK_PORT, parseListening } from './endpoint.ts'
import { valueOf } from './expect-value.ts'
import { pluginJudge } from './plugin-judge.ts'
import { openPluginEndpoint } from './plugin/server.ts'

export type PluginDoorParts = {
  /** 'host:port'; null takes a free loopback port. */
  at: string | null
  filter: Filter
  logPort: MessagePort
  clock: Clock
  report(bug: unknown): void
}

/** The plugin's endpoint with a log writer of its own; closing it hands over what was answered. */
export async function openPlugin({ at, filter, logPort, clock, report }: PluginDoorParts): Promise<OpenDoor> {
  const log = createRecordWriter({ sink: portSink(logPort) })
  const judge = pluginJudge({ filter, log, clock })
  const endpoint = at === null ? FREE_LOOPBACK_PORT : valueOf(parseListening(at))
  const door = await openPluginEndpoint(endpoint, { judge, report })
  return {
    url: door.url,
    async [Symbol.asyncDispose]() {
      await door[Symbol.asyncDispose]()
      await log[Symbol.asyncDispose]()
    },
  }
}
