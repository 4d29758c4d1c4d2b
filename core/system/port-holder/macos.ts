import { succeeded, type Run } from '../machine-dns/run.ts'
import type { Holder } from './holder.ts'

/** `lsof` in its own format for programs, a field a line. Without rights it shows the user's own programs only. */
export async function holdersOnMacos(port: number, run: Run): Promise<Holder[]> {
  const options = ['-nP', '-F', 'pcLPn', `-iUDP:${port}`, `-iTCP:${port}`, '-sTCP:LISTEN']
  const ran = await run('lsof', options)
  return succeeded(ran) ? holdersInLsof(ran.stdout, port) : []
}

export function holdersInLsof(text: string, port: number): Holder[] {
  const found: Holder[] = []
  let of: Pick<Holder, 'program' | 'pid' | 'user'> = { program: null, pid: null, user: null }
  let protocol: Holder['protocol'] | null = null
  for (const line of text.split('\n')) {
    const value = line.slice(1)
    if (line.startsWith('p')) of = { program: null, pid: Number(value), user: null }
    else if (line.startsWith('c')) of = { ...of, program: value }
    else if (line.startsWith('L')) of = { ...of, user: value }
    else if (line.startsWith('P')) protocol = value === 'UDP' ? 'udp' : 'tcp'
    // A name with "->" is a connection to such a port of another machine.
    else if (line.startsWith('n') && protocol !== null && value.endsWith(`:${port}`) && !value.includes('->'))
      found.push({ protocol, address: value.slice(0, -`:${port}`.length), ...of })
  }
  return found
}
