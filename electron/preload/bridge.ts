import type { IpcRenderer } from 'electron'
import type { Bridge, CallResult } from '../../core/contract/contract.ts'
import { replySchema } from '../../core/contract/fault.ts'
import { createListeners } from '../../core/contract/listeners.ts'
import { refused } from '../../core/contract/refused.ts'
import { isCallName, isEventName } from '../../core/contract/wire.ts'
import { CALL_CHANNEL, EVENT_CHANNEL } from '../channels.ts'

/** The part of Electron's ipcRenderer that the bridge needs. */
export type Ipc = Pick<IpcRenderer, 'invoke' | 'on'>

/** The Bridge over Electron's channels. It lets through what the contract names, and nothing of Electron itself. */
export function bridgeOver(ipc: Ipc): Bridge {
  const listeners = createListeners(() => undefined)
  ipc.on(EVENT_CHANNEL, (_event, name: unknown, value: unknown) => {
    if (typeof name === 'string' && isEventName(name)) listeners.tell(name, value)
  })
  return {
    async call(name, args) {
      if (!isCallName(name)) return refused({ kind: 'bad-input', message: 'there is no such call', field: null })
      const reply = replySchema.parse(await ipc.invoke(CALL_CHANNEL, name, args))
      return reply.ok ? (reply.value as CallResult<typeof name>) : refused(reply.fault)
    },
    listen: (name, listener) => listeners.add(name, listener),
  }
}
