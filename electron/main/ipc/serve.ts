import { ipcMain, type WebContents } from 'electron'
import { answerCall, type EventHub, type Handlers } from '../../../core/desk/handlers.ts'
import { CALL_CHANNEL, EVENT_CHANNEL } from '../../channels.ts'
import { isOurPage } from './sender.ts'

export type Served = { handlers: Handlers; events: EventHub; report: (bug: unknown) => void }

/** The contract over Electron's channels: calls from our own pages are answered, events go to all of them. */
export type ContractChannels = {
  /** From now on this page is one of ours. */
  admit: (contents: WebContents) => void
}

export function serveContract({ handlers, events, report }: Served): ContractChannels {
  const ours = new Map<number, WebContents>()
  ipcMain.handle(CALL_CHANNEL, (event, name: unknown, args: unknown) => {
    if (isOurPage(event, ours)) return answerCall({ handlers, report }, name, args)
    report(new Error(`a call came from ${event.senderFrame?.url ?? 'a frame that is gone'}`))
    throw new Error('this page may not call')
  })
  events.subscribe((name, value) => {
    for (const contents of ours.values()) contents.send(EVENT_CHANNEL, name, value)
  })
  return {
    admit(contents) {
      ours.set(contents.id, contents)
      contents.once('destroyed', () => ours.delete(contents.id))
    },
  }
}
