import { describe, expect, it } from 'vitest'
import type { Bridge } from '../../../core/contract/contract.ts'
import type { Reply } from '../../../core/contract/fault.ts'
import { EVENT_CHANNEL } from '../../../electron/channels.ts'
import { bridgeOver, type Ipc } from '../../../electron/preload/bridge.ts'

/** A main process that answers every call alike, and can send. */
function main(reply: Reply): { bridge: Bridge; asked: unknown[]; send: (...args: unknown[]) => void } {
  const asked: unknown[] = []
  let send: (...args: unknown[]) => void = () => expect.fail('nobody listens')
  const ipc = {
    invoke: async (...args: unknown[]) => {
      asked.push(args)
      return reply
    },
    on: (channel: string, listener: (event: object, ...args: unknown[]) => void) => {
      expect(channel).toBe(EVENT_CHANNEL)
      send = (...args) => listener({}, ...args)
      return ipc
    },
  }
  const bridge = bridgeOver(ipc as unknown as Ipc)
  return { bridge, asked, send: (...args) => send(...args) }
}

describe("the preload's bridge", () => {
  it('gives the value of an answer', async () => {
    const { bridge, asked } = main({ ok: true, value: [] })
    expect(await bridge.call('lists.all', {})).toEqual([])
    expect(asked).toEqual([['contract:call', 'lists.all', {}]])
  })

  it('rejects with a plain fault, which crosses the context bridge whole', async () => {
    const fault = { kind: 'not-found' as const, message: 'there is no such list', field: null }
    const thrown: unknown = await main({ ok: false, fault })
      .bridge.call('lists.reload', { id: 'x' })
      .catch((error: unknown) => error)
    expect(thrown).toEqual(fault)
    expect(Object.getPrototypeOf(thrown)).toBe(Object.prototype)
  })

  it('asks the main process nothing that the contract does not name', async () => {
    const { bridge, asked } = main({ ok: true, value: null })
    for (const name of ['files.delete', 'toString', '__proto__', '']) {
      await expect(bridge.call(name as 'lists.all', {})).rejects.toMatchObject({ kind: 'bad-input' })
    }
    expect(asked).toEqual([])
  })

  it('tells an event to those who listen to it, until they end it', () => {
    const { bridge, send } = main({ ok: true, value: null })
    const heard: unknown[] = []
    const end = bridge.listen('navigate', (value) => heard.push(value))
    send('navigate', { view: 'lists' })
    send('stale', { what: [] })
    send('something-else', {})
    end()
    send('navigate', { view: 'live' })
    expect(heard).toEqual([{ view: 'lists' }])
  })
})
