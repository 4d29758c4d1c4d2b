import { describe, expect, it } from 'vitest'
import { blankAsked, readAsked } from '../../../core/dns/asked.ts'
import { compose } from '../../../core/dns/compose.ts'
import type { DomainName } from '../../../core/dns/name.ts'
import { prepareReply } from '../../../core/dns/reply.ts'
import { nameBytes } from '../../../core/dns/wire-name.ts'
import { loggable } from '../../../core/log/record-writer.ts'
import { createAnswerCache } from '../../../core/resolver/answer-cache.ts'
import { dropNames } from '../../../core/resolver/dropping.ts'
import { logEntry } from '../../../core/resolver/log-entry.ts'
import type { ReadyAnswer } from '../../../core/resolver/ready-answer.ts'

function question(name: string, flags = 0x0100) {
  const bytes = nameBytes(name)
  if (!bytes.ok) throw new Error(bytes.fault.message)
  const packet = Buffer.concat([
    Buffer.from([0, 1, flags >> 8, flags & 255, 0, 1, 0, 0, 0, 0, 0, 0]),
    bytes.value,
    Buffer.from([0, 1, 0, 1]),
  ])
  const asked = blankAsked()
  readAsked(packet, asked, 99)
  return { packet, asked }
}

function ready(
  name: string,
  { hash, targets = [] as string[] }: { hash?: number; targets?: string[] } = {}
): ReadyAnswer {
  const { packet, asked } = question(name)
  const { bytes } = compose(packet.subarray(12), [], [])
  const reply = prepareReply({
    bytes,
    nameEnd: asked.nameEnd,
    additionals: 0,
    rcode: 0,
    authenticated: false,
    dnssecOk: false,
    ownerOffsets: [],
    ttlOffsets: [],
    ttls: [],
    nowSeconds: 0,
    options: Buffer.alloc(0),
    evidenceAt: -1,
  })
  const verdict = { kind: 'unscored', why: 'model-off' } as const
  return {
    hash: hash ?? asked.hash,
    message: reply.withOpt,
    nameEnd: asked.nameEnd,
    dnssecOk: false,
    checkingDisabled: 0,
    view: 0,
    name: name as DomainName,
    reply,
    source: { kind: 'upstream', upstream: 'a', targets: targets as DomainName[], privateAddress: null, freshUntil: 0 },
    expiresAt: Infinity,
    verdict,
    epoch: 0,
    what: loggable(
      logEntry({ name: name as DomainName, type: 1 }, verdict, { rcode: 'NOERROR', answers: [], upstream: null })
    ),
    overUdp: 'all',
    used: false,
  }
}

describe('the cache of answers', () => {
  it('finds an answer by its question in any case, and not by another flag or for other clients', () => {
    const cache = createAnswerCache({ answers: 10, bytes: 1e6 })
    const answer = ready('www.shop-mirror.net')
    cache.set(answer)
    const upper = question('WWW.SHOP-MIRROR.NET')
    expect(cache.find(upper.packet, upper.asked, 0)).toBe(answer)
    const disabled = question('www.shop-mirror.net', 0x0110)
    expect(cache.find(disabled.packet, disabled.asked, 0)).toBeNull()
    expect(cache.find(upper.packet, upper.asked, 1)).toBeNull()
  })

  it('tells questions apart that share a hash', () => {
    const cache = createAnswerCache({ answers: 10, bytes: 1e6 })
    const [one, two] = [ready('one.net', { hash: 5 }), ready('two.net', { hash: 5 })]
    cache.set(one)
    cache.set(two)
    for (const answer of [one, two]) {
      const { packet, asked } = question(answer.name)
      expect(cache.find(packet, { ...asked, hash: 5 }, 0)).toBe(answer)
    }
    expect(cache.drop((answer) => answer === one)).toBe(1)
    const { packet, asked } = question('two.net')
    expect(cache.find(packet, { ...asked, hash: 5 }, 0)).toBe(two)
  })

  it('replaces an answer to the same question', () => {
    const cache = createAnswerCache({ answers: 10, bytes: 1e6 })
    cache.set(ready('one.net'))
    const { bytes } = cache
    cache.set(ready('one.net'))
    expect([cache.answers, cache.bytes]).toEqual([1, bytes])
  })

  it('stays within its limits and spares what was asked lately', () => {
    const cache = createAnswerCache({ answers: 3, bytes: 1e6 })
    const all = ['one.net', 'two.net', 'three.net', 'four.net'].map((name) => ready(name))
    for (const answer of all.slice(0, 3)) cache.set(answer)
    all[0]!.used = true
    cache.set(all[3]!)
    const kept = all.filter((answer) => {
      const { packet, asked } = question(answer.name)
      return cache.find(packet, asked, 0) !== null
    })
    expect(kept.map(({ name }) => name)).toEqual(['one.net', 'three.net', 'four.net'])
    const small = createAnswerCache({ answers: 100, bytes: 3000 })
    for (const answer of all) small.set(answer)
    expect(small.bytes).toBeLessThanOrEqual(3000)
  })

  it('ends even when everything in it was asked lately', () => {
    const cache = createAnswerCache({ answers: 2, bytes: 1e6 })
    for (const name of ['one.net', 'two.net', 'three.net', 'four.net'])
      cache.set(Object.assign(ready(name), { used: true }))
    expect(cache.answers).toBeLessThanOrEqual(2)
  })

  it('drops names, all below them, and what leads to them', () => {
    const cache = createAnswerCache({ answers: 10, bytes: 1e6 })
    cache.set(ready('bank-login.net'))
    cache.set(ready('www.bank-login.net'))
    cache.set(ready('notbank-login.net'))
    cache.set(ready('alias.shop-mirror.net', { targets: ['edge.bank-login.net'] }))
    expect(dropNames(cache, ['bank-login.net' as DomainName])).toBe(3)
    expect(cache.answers).toBe(1)
  })
})
