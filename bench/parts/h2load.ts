import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

export type H2loadOptions = {
  core: string
  seconds: number
  clients: number
  /** Requests at a time on each connection. */
  streams: number
  /** A file with an address on each line, asked in turn; or one address with the body to post. */
  asked: { kind: 'get'; file: string } | { kind: 'post'; url: string; body: string }
}

/** One run of nghttp2's h2load on its own core. Throws where anything but 200 came back. */
export async function h2load(options: H2loadOptions): Promise<{ answers: number; queriesPerSecond: number }> {
  const { core, seconds, clients, streams, asked } = options
  const how = ['-c', String(clients), '-m', String(streams), '-D', String(seconds), '-t', '1']
  const what =
    asked.kind === 'get'
      ? ['-i', asked.file]
      : ['-d', asked.body, '-H', 'content-type: application/dns-message', asked.url]
  const { stdout } = await run('taskset', ['-c', core, 'h2load', ...how, ...what])
  const number = (pattern: RegExp): number => Number(pattern.exec(stdout)?.[1] ?? NaN)
  const answers = number(/status codes: (\d+) 2xx/)
  const queriesPerSecond = number(/finished in [^,]+, ([\d.]+) req\/s/)
  if (!(answers > 0) || !/ 0 3xx, 0 4xx, 0 5xx/.test(stdout)) throw new Error(`h2load says:\n${stdout}`)
  return { answers, queriesPerSecond }
}
