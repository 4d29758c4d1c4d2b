import { spawn } from 'node:child_process'

export type DnsperfRun = { queriesPerSecond: number; lost: number; meanMs: number }

export type DnsperfOptions = {
  port: number
  file: string
  seconds: number
  core: string
  clients: number
  mostPerSecond: number
}

/** One run of dnsperf on its own core. */
export async function dnsperf({
  port,
  file,
  seconds,
  core,
  clients,
  mostPerSecond,
}: DnsperfOptions): Promise<DnsperfRun> {
  const where = ['-s', '127.0.0.1', '-p', String(port), '-d', file]
  const how = [
    '-l',
    String(seconds),
    '-c',
    String(clients),
    '-T',
    '1',
    '-t',
    '2',
    ...(mostPerSecond > 0 ? ['-Q', String(mostPerSecond)] : []),
  ]
  const output = await textOf('taskset', ['-c', core, 'dnsperf', ...where, ...how])
  return {
    queriesPerSecond: numberIn(output, /Queries per second:\s+([\d.]+)/),
    lost: numberIn(output, /Queries lost:\s+(\d+)/),
    meanMs: numberIn(output, /Average Latency \(s\):\s+([\d.]+)/) * 1000,
  }
}

function numberIn(output: string, pattern: RegExp): number {
  const found = pattern.exec(output)?.[1]
  if (found === undefined) throw new Error(`dnsperf said something else:\n${output}`)
  return Number(found)
}

function textOf(command: string, args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let text = ''
    child.stdout.on('data', (piece: Buffer) => (text += piece.toString()))
    child.stderr.on('data', (piece: Buffer) => (text += piece.toString()))
    child.on('error', reject)
    child.on('close', () => resolve(text))
  })
}
