import { createRequire } from 'node:module'
import { constants } from 'node:os'

type Loader = (module: object, filename: string) => void

/** dlfcn.h of Linux; Node names the other flags only. */
const RTLD_NODELETE = 0x1000

/**
 * Node unloads an addon when the last thread that loaded it ends. TensorFlow's library has registered functions for the end of the process by
 * then, and calling what is no longer there is a segmentation fault instead of the exit code. So, in a thread that is about to load it,
 * addons are loaded to stay. On Linux only: elsewhere a library in use is not taken away.
 */
export function keepAddonsLoaded(): void {
  if (process.platform !== 'linux') return
  const extensions = Reflect.get(createRequire(import.meta.url), 'extensions') as Record<string, Loader>
  extensions['.node'] = (module, filename) =>
    process.dlopen(module, filename, constants.dlopen.RTLD_LAZY | RTLD_NODELETE)
}
