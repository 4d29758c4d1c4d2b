import { resolve } from 'node:path'
import type { CommandLine } from './command-line.ts'
import { endpointText, listenFault } from './endpoint.ts'
import { CallError } from '../contract/fault.ts'
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
    upstreams: line.upstreams,
    plugin: line.plugin === null ? null : endpointText(line.plugin),
    modelAction: line.modelAction,
    store: line.store,
    token: line.token ?? randomToken(),
    demo: line.demo,
  }
}

/** What a person reads when the start fails for a reason outside the program; null for a bug, whose stack is wanted. */
export function startFault(error: unknown, options: WorkstationOptions): string | null {
  if (error instanceof CallError) return error.fault.message
  const { code, path, syscall } = error as NodeJS.ErrnoException
  if (syscall === 'listen' || syscall === 'bind') return listenFault(error, 'cannot listen')
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM')
    return `the data folder ${options.dataFolder} cannot be written (${path ?? code}); give the user the right or choose another one with --data`
  if (code === 'ENOSPC') return `there is no space left for the data folder ${options.dataFolder}`
  if (code === 'ENOTDIR' || code === 'EEXIST')
    return `${options.dataFolder} is not a folder; choose another one with --data`
  return null
}
