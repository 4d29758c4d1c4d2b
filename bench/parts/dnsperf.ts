import { spawn } from 'node:child_process'

export type DnsperfRun = {
  answers: number
  queriesPerSecond: number
  lost: number
  /** Of the answers, how many had NOERROR. */
  good: number
  /** Latency of each answer in milliseconds, in no order; empty unless asked for. */
  latencies: Float64Array
}

export type DnsperfOptions = {
  port: number
  file: string
  seconds: number
  core: string
  clients: number
  /** 0: as many as it can. */
  mostPerSecond?: number
  latencies?: boolean
  /** UDP unless said. */
  mode?: 'udp' | 'dot'
}

/** One run of dnsperf on its own core. Throws when it could not run, or when nothing answered. */
export async function dnsperf(options: DnsperfOptions): Promise<DnsperfRun> {
  const { port, file, seconds, core, clients, mostPerSecond = 0, latencies = false, mode = 'udp' } = options
  const where = ['-s', '127.0.0.1', '-p', String(port), '-d', file, '-l', String(seconds)]
  const how = ['-c', String(clients), '-T', '1', '-t', '2', '-m', mode]
  if (mostPerSecond > 0) how.push('-Q', String(mostPerSecond))
  if (latencies) how.push('-v')
  const output = await textOf('taskset', ['-c', core, 'dnsperf', ...where, ...how])
  const answers = numberIn(output, /Queries completed:\s+(\d+)/)
  if (answers === 0) throw new Error(`nothing was answered:\n${output}`)
  return {
    answers,
    queriesPerSecond: numberIn(output, /Queries per second:\s+([\d.]+)/),
    lost: numberIn(output, /Queries lost:\s+(\d+)/),
    good: Number(/Response codes:.*?NOERROR (\d+)/.exec(output)?.[1] ?? 0),
    latencies: Float64Array.from(output.matchAll(/^> [A-Z]+ \S+ \S+ ([\d.]+)$/gm), ([, text]) => Number(text) * 1000),
  }
}

function numberIn(output: string, pattern: RegExp): number {
  const found = pattern.exec(output)?.[1]
  if (found === undefined) throw new Error(`dnsperf said something else:\n${output.slice(-2000)}`)
  return Number(found)
}

function textOf(command: string, args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    const pieces: Buffer[] = []
    child.stdout.on('data', (piece: Buffer) => pieces.push(piece))
    child.stderr.on('data', (piece: Buffer) => pieces.push(piece))
    child.on('error', reject)
    child.on('close', () => resolve(Buffer.concat(pieces).toString()))
  })
}
