import { describe, expect, it } from 'vitest'
import { compose, type OwnRecord } from '../../../core/dns/compose.ts'
import { RCODE, TYPE } from '../../../core/dns/mnemonics.ts'
import { nameFromWire } from '../../../core/dns/name.ts'
import { scanReply } from '../../../core/dns/scan.ts'
import { nameBytes } from '../../../core/dns/wire-name.ts'
import { FLAGS_HIGH, HEADER_SIZE, QR } from '../../../core/dns/wire.ts'
import { createLeadingOn } from '../../../core/resolver/leading-on.ts'
import { blocked, type PendingQuestion } from '../../../core/resolver/making-answers.ts'
import { compilePolicy, USUAL_POLICY } from '../../../core/resolver/policy.ts'
import type { Upstreams } from '../../../core/resolver/upstream/upstreams.ts'
import { ok } from '../../../core/system/result.ts'
import type { Filter } from '../../../core/verdict/create-filter.ts'
import { faultIn } from '../../../bench/fuzz/walk.ts'

const wire = (name: string): Buffer => {
  const bytes = nameBytes(name)
  if (!bytes.ok) throw new Error(bytes.fault.message)
  return bytes.value
}
const asking = (name: string, type: number): Buffer => Buffer.concat([wire(name), Buffer.from([0, type, 0, 1])])

const TARGET = 'safe.example'
const verdict = {
  kind: 'blocked-by-list' as const,
  rule: { origin: 'subscribed' as const, listId: 'l', listName: 'l', entry: 'search.example', line: 1 },
  answer: {
    kind: 'local-data' as const,
    records: [{ type: TYPE.CNAME, ttl: 60, rdata: wire(TARGET).toString('hex') }],
  },
}

function question(type: number): PendingQuestion {
  const bytes = asking('search.example', type)
  return {
    question: bytes, nameEnd: HEADER_SIZE + bytes.length - 4, type, class: 1, dnssecOk: false, checkingDisabled: 0, nowSeconds: 100, hash: 1, view: 0,
    name: nameFromWire('search.example'), client: '127.0.0.1',
  } // prettier-ignore
}

/** What is answered when the upstream says these records of the target. */
async function ledTo(type: number, answers: OwnRecord[]) {
  const { bytes: message } = compose(asking(TARGET, type), answers, [])
  message[FLAGS_HIGH] = QR
  const upstreams: Pick<Upstreams, 'ask'> = {
    ask: async () => ok({ message, scanned: scanReply(message)!, upstream: 'a', secured: true }),
  }
  const filter: Pick<Filter, 'blockedTarget' | 'paused'> = { blockedTarget: () => null, paused: false }
  const parts = {
    filter: filter as Filter,
    upstreams: upstreams as Upstreams,
    policy: () => compilePolicy(USUAL_POLICY),
    nowSeconds: () => 100,
  }
  const asked = question(type)
  const answer = await createLeadingOn(parts)(asked, blocked(asked, { verdict, epoch: 0 }))
  const given = Buffer.from(answer.reply.plain)
  given[FLAGS_HIGH] = QR
  return { answer, given, rcode: answer.reply.flagsLow & 15 }
}

describe('an answer behind a list’s CNAME', () => {
  it('has names that point nowhere but into itself, whatever pointed where in the upstream’s', async () => {
    const at = HEADER_SIZE + asking(TARGET, TYPE.MX).length + 12
    const pointed = Buffer.from([0, 10, 4, 0x6d, 0x61, 0x69, 0x6c, 0xc0, HEADER_SIZE])
    const { given } = await ledTo(TYPE.MX, [
      { type: TYPE.CNAME, ttl: 30, rdata: wire('edge.example') },
      { type: TYPE.MX, ttl: 30, rdata: pointed, ownerAt: at },
    ])
    expect(faultIn(given)).toBeNull()
    expect(given.includes(wire(`mail.${TARGET}`))).toBe(true)
    expect(given.includes(wire('edge.example'))).toBe(true)
  })

  it('that would be longer than a message can be is SERVFAIL for a moment', async () => {
    const long = `${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(50)}.example`
    const at = HEADER_SIZE + asking(TARGET, TYPE.A).length + 12
    const address = (i: number): OwnRecord => ({
      type: TYPE.A,
      ttl: 30,
      rdata: Buffer.from([192, 0, 2, i & 255]),
      ownerAt: at,
    })
    const records = [
      { type: TYPE.CNAME, ttl: 30, rdata: wire(long) },
      ...Array.from({ length: 1000 }, (_, i) => address(i)),
    ]
    const { answer, rcode } = await ledTo(TYPE.A, records)
    expect([rcode, answer.expiresAt]).toEqual([RCODE.SERVFAIL, 101])
    expect((await ledTo(TYPE.A, records.slice(0, 100))).rcode).toBe(RCODE.NOERROR)
  })
})
