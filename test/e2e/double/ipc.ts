import { EventEmitter } from 'node:events'

type Invoked = (event: object, ...args: unknown[]) => unknown

const handlers = new Map<string, Invoked>()

class IpcMain extends EventEmitter {
  handle(channel: string, handler: Invoked): void {
    if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
    handlers.set(channel, handler)
  }
  removeHandler(channel: string): void {
    handlers.delete(channel)
  }
}

export const ipcMain = new IpcMain()

/** What `ipcRenderer.invoke` gets: a value, or the message of what was thrown, as Electron words it. */
export async function invoke(
  channel: string,
  event: object,
  args: unknown[]
): Promise<{ value: unknown } | { error: string }> {
  const handler = handlers.get(channel)
  try {
    if (handler === undefined) throw new Error(`No handler registered for '${channel}'`)
    return { value: structuredClone(await handler(event, ...args)) }
  } catch (error) {
    return { error: `Error invoking remote method '${channel}': ${String(error)}` }
  }
}
