import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { MAX_MESSAGE } from '../../../core/dns/wire.ts'
import { endOfTurn } from '../../../core/resolver/end-of-turn.ts'
import { sendTogether } from '../../../core/resolver/send-together.ts'

type Sent = { text: string; port: number; address: string }

function sender() {
  const sent: Sent[] = []
  const send = sendTogether((bytes, port, address) => sent.push({ text: bytes.toString(), port, address }))
  return { sent, send }
}

describe('packets that leave together', () => {
  it('leave at the end of the turn, in order, as their bytes were when they were given', async () => {
    const { sent, send } = sender()
    const bytes = Buffer.from('1st')
    send(bytes, 5001, '127.0.0.1')
    bytes.write('2nd')
    send(bytes.subarray(0, 2), 65_535, '::1')
    bytes.fill(0)
    expect(sent).toEqual([])
    await nextTurn()
    expect(sent).toEqual([
      { text: '1st', port: 5001, address: '127.0.0.1' },
      { text: '2n', port: 65_535, address: '::1' },
    ])
  })

  it('leave again in the next turn, and only then', async () => {
    const { sent, send } = sender()
    send(Buffer.from('one'), 1, 'a')
    await nextTurn()
    send(Buffer.from('two'), 2, 'b')
    expect(sent.map(({ text }) => text)).toEqual(['one'])
    await nextTurn()
    expect(sent.map(({ text }) => text)).toEqual(['one', 'two'])
  })

  it('wait for no more than 31 others', async () => {
    const { sent, send } = sender()
    const texts = Array.from({ length: 70 }, (_, at) => `n${at}`)
    for (const text of texts) send(Buffer.from(text), 1, 'a')
    expect(sent.map(({ text }) => text)).toEqual(texts.slice(0, 64))
    await nextTurn()
    expect(sent.map(({ text }) => text)).toEqual(texts)
  })

  it('leave before there is no room, up to the longest that there are', async () => {
    const { sent, send } = sender()
    const long = Buffer.alloc(MAX_MESSAGE, 'x')
    send(Buffer.from('short'), 1, 'a')
    send(long, 2, 'b')
    send(long, 3, 'c')
    await nextTurn()
    expect(sent.map(({ text, port }) => [port, text.length])).toEqual([
      [1, 5],
      [2, MAX_MESSAGE],
      [3, MAX_MESSAGE],
    ])
  })

  it('leave sooner where somebody ends the turn', async () => {
    const { sent, send } = sender()
    const other = sender()
    send(Buffer.from('one'), 1, 'a')
    other.send(Buffer.from('two'), 2, 'b')
    endOfTurn()
    expect([...sent, ...other.sent].map(({ text }) => text)).toEqual(['one', 'two'])
    send(Buffer.from('three'), 1, 'a')
    await nextTurn()
    expect(sent.map(({ text }) => text)).toEqual(['one', 'three'])
  })
})
