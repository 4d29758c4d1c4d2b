import type { CallFault } from './fault.ts'

/**
 * A promise rejected with the fault itself. A plain object, because an Error loses its own fields on its way through Electron's context
 * bridge; both bridges reject alike, so that a screen reads a fault without asking what carried it.
 */
export function refused(fault: CallFault): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>()
  reject(fault)
  return promise
}
