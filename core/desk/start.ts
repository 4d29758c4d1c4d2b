import { resolve } from 'node:path'
import { CallError } from '../contract/fault.ts'
import { fileFault } from '../system/file-fault.ts'
import type { CommandLine } from './command-line.ts'
import { endpointText } from '../resolver/endpoint.ts'
import { listenFault } from './endpoint.ts'
import type { WorkstationOptions } from './options.ts'
import { productFiles, userDataFolder } from './places.ts'
import { randomToken } from './secrets.ts'

/** What the command line and the product's own files decide together. `main` is the shell's own file. */
export function workstationOptions(
  shell: WorkstationOptions['shell'],
  line: CommandLine,
  main: string
): WorkstationOptions {
  const files = productFiles(main)
  return {
    shell,
    version: files.version,
    dataFolder: line.data === null ? userDataFolder() : resolve(line.data),
    resourcesFolder: files.resources,
    dns: line.dns === null ? null : endpointText(line.dns),
    dot: line.dot,
    doh: line.doh,
    upstreams: line.upstreams,
    plugin: line.plugin === null ? null : endpointText(line.plugin),
    modelAction: line.modelAction,
    store: line.store,
    token: line.token ?? randomToken(),
  }
}

/** What a person can mend about the data folder; any other error of a file is a bug of ours. */
const FOLDER_FAULTS = ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'ENOTDIR', 'EEXIST', 'ENAMETOOLONG', 'EIO']

/** What a person reads when the start fails for a reason outside the program; null for a bug, whose stack is wanted. */
export function startFault(error: unknown, { dataFolder }: WorkstationOptions): string | null {
  if (error instanceof CallError) return error.fault.message
  if (!(error instanceof Error)) return null
  const { code = '', syscall } = error as NodeJS.ErrnoException
  if (syscall === 'listen' || syscall === 'bind') return listenFault(error, 'cannot listen')
  if (!FOLDER_FAULTS.includes(code)) return null
  return `the data folder ${dataFolder} cannot be written: ${fileFault(error)}; mend that or choose another one with --data`
}
