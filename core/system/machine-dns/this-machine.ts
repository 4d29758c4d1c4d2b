import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { linuxDns } from './linux.ts'
import { macosDns } from './macos.ts'
import type { DnsAdapter } from './port.ts'
import { runProgram } from './run.ts'
import { systemDns, type SystemDns } from './taking.ts'
import { windowsDns } from './windows.ts'

/** Which machine it is. All of it goes to the watchdog, which has to find the same one. */
export type MachinePlace = {
  dataFolder: string
  /** Where Linux's files lie; '/' but in tests. */
  root: string
}

export const JOURNAL_NAME = 'machine-dns.json'

/** This machine's DNS settings; null on a system that nothing here knows. */
export function machineDns(place: MachinePlace, platform: NodeJS.Platform = process.platform): SystemDns | null {
  const adapter = adapterFor(place, platform)
  if (adapter === null) return null
  return systemDns({
    adapter,
    files: fs,
    journalPlaces: journalPlaces(place, platform),
    dataFolder: place.dataFolder,
    now: () => new Date().toISOString(),
  })
}

function adapterFor({ root, dataFolder }: MachinePlace, platform: NodeJS.Platform): DnsAdapter | null {
  const asRoot = `sudo npm start -- --headless --data ${dataFolder}`
  if (platform === 'linux') return linuxDns({ files: fs, root, run: runProgram, asRoot })
  if (platform === 'darwin') return macosDns({ run: runProgram })
  return platform === 'win32' ? windowsDns({ run: runProgram }) : null
}

/** The machine's own place first: what restores has to find it whoever calls it, and whatever data folder was used. */
export function journalPlaces({ dataFolder, root }: MachinePlace, platform = process.platform): string[] {
  const place: Partial<Record<NodeJS.Platform, string>> = {
    darwin: '/Library/Application Support/ML Bridge Workstation',
    win32: join(process.env['ProgramData'] ?? 'C:\\ProgramData', 'ML Bridge Workstation'),
  }
  const machine = place[platform] ?? join(root, 'var', 'lib', 'mlbridge-workstation')
  return [join(machine, JOURNAL_NAME), join(dataFolder, JOURNAL_NAME)]
}
