import * as fs from 'node:fs/promises'
import { runProgram } from '../machine-dns/run.ts'
import { adviceFor } from './advice.ts'
import { holdersOnLinux } from './linux.ts'
import { holdersOnMacos } from './macos.ts'
import { holdersOnWindows } from './windows.ts'

/** Who has a port open. What the system does not let us see is null. */
export type Holder = {
  protocol: 'udp' | 'tcp'
  /** As the system writes it, without the port. */
  address: string
  program: string | null
  pid: number | null
  user: string | null
}

/** Everyone who listens on a port of this machine now; empty where nobody does, or nothing can be seen. Never rejects. */
export async function holdersOf(port: number, platform: NodeJS.Platform = process.platform): Promise<Holder[]> {
  try {
    if (platform === 'linux') return await holdersOnLinux(port, { files: fs, root: '/' })
    if (platform === 'darwin') return await holdersOnMacos(port, runProgram)
    return platform === 'win32' ? await holdersOnWindows(port, runProgram) : []
  } catch {
    return []
  }
}

/** "systemd-resolved (process 412) holds it on 127.0.0.53", with what to do about that program. Null where nobody was found. */
export function wordsOfHolders(holders: readonly Holder[]): string | null {
  const [first] = holders
  if (first === undefined) return null
  const byWho = new Map<string, Set<string>>()
  for (const holder of holders) {
    const who = whoIs(holder)
    byWho.set(who, (byWho.get(who) ?? new Set()).add(holder.address))
  }
  const said = [...byWho].map(([who, addresses]) => `${who} holds it on ${[...addresses].join(', ')}`)
  const advice = new Set(holders.map(({ program }) => adviceFor(program)))
  return `${said.join('; ')}. ${[...advice].join(' ')}`
}

function whoIs({ program, pid, user }: Holder): string {
  if (program !== null) return pid === null ? program : `${program} (process ${pid})`
  if (user !== null) return `a program of the user ${user}, which this user may not look into,`
  return pid === null ? 'a program that this user may not see' : `process ${pid}`
}
