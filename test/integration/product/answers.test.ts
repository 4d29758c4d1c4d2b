import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Answer as DnsRecord } from 'dns-packet'
import { inventedNames } from '../../unit/invented-names.ts'
import { modelReady, startProduct, type Product } from '../product.ts'
import { askOverTcp, openStub, type Answer, type Asked, type Stub } from '../stub.ts'
import { startAuthority, type Authority, type Records } from './authority.ts'

const HONEYPOT = '198.51.100.9'
const settings = { scoreWaitMs: 1000, honeypot: { ipv4: HONEYPOT, ipv6: null } }
const ZONE = 'river-books.net'

/** https://www.rfc-editor.org/rfc/rfc9460: priority 1, no other target, alpn h2,h3. */
const HTTPS_DATA = Buffer.from([0, 1, 0, 0, 1, 0, 6, 2, 0x68, 0x32, 2, 0x68, 0x33])

const record = (type: string, data: unknown, name = `www.${ZONE}`, ttl = 300) =>
  ({ name, type, ttl, class: 'IN', data }) as unknown as DnsRecord
const signature = (covered: string) =>
  record('RRSIG', {
    typeCovered: covered,
    algorithm: 13,
    labels: 3,
    originalTTL: 300,
    expiration: 1_900_000_000,
    inception: 1_800_000_000,
    keyTag: 4711,
    signersName: ZONE,
    signature: Buffer.alloc(64, 7),
  })
const soa = (): DnsRecord =>
  record(
    'SOA',
    { mname: `ns.${ZONE}`, rname: `admin.${ZONE}`, serial: 7, refresh: 3600, retry: 600, expire: 86_400, minimum: 300 },
    ZONE
  )
const longText = Array.from({ length: 20 }, (_, at) => Buffer.alloc(250, 97 + at))

const RECORDS: Record<string, Records> = {
  [`www.${ZONE} A`]: { answers: [record('A', '192.0.2.7'), record('A', '192.0.2.8'), signature('A')] },
  [`www.${ZONE} AAAA`]: { answers: [record('AAAA', '2001:db8::7'), signature('AAAA')] },
  [`www.${ZONE} TXT`]: { answers: [record('TXT', [Buffer.from('v=spf1 -all'), Buffer.from('two; parts')])] },
  [`${ZONE} MX`]: { answers: [record('MX', { preference: 10, exchange: `mail.${ZONE}` }, ZONE)] },
  [`www.${ZONE} HTTPS`]: { answers: [record('UNKNOWN_65', HTTPS_DATA)] },
  [`${ZONE} SOA`]: { answers: [soa()] },
  [`${ZONE} NS`]: { answers: [record('NS', `ns.${ZONE}`, ZONE)] },
  [`www.${ZONE} CAA`]: { answers: [record('CAA', { flags: 128, tag: 'issue', value: 'ca.net' })] },
  [`_imap._tcp.${ZONE} SRV`]: {
    answers: [record('SRV', { priority: 1, weight: 2, port: 993, target: `mail.${ZONE}` }, `_imap._tcp.${ZONE}`)],
  },
  [`shop.${ZONE} A`]: {
    answers: [
      record('CNAME', `alias.${ZONE}`, `shop.${ZONE}`),
      record('CNAME', 'edge.delivery-net.org', `alias.${ZONE}`, 120),
      record('A', '192.0.2.9', 'edge.delivery-net.org', 30),
    ],
  },
  [`dangling.${ZONE} A`]: { answers: [record('CNAME', `gone.${ZONE}`, `dangling.${ZONE}`)] },
  [`long.${ZONE} TXT`]: { answers: [record('TXT', longText, `long.${ZONE}`)] },
  [`many.${ZONE} A`]: {
    answers: Array.from({ length: 60 }, (_, at) => record('A', `203.0.113.${at}`, `many.${ZONE}`)),
  },
  // NODATA: the name is there, the type is not.
  [`www.${ZONE} SSHFP`]: {},
}

/** Names that a list, an analyst or the model blocks have an address out there too: only the product keeps people from it. */
const elsewhere: Records = { answers: [record('A', '192.0.2.66', 'blocked.net')] }
const lookup = (name: string, type: string): Records => {
  if (name.endsWith(ZONE)) return RECORDS[`${name} ${type}`] ?? null
  return elsewhere
}

let authority: Authority
let product: Product
let stub: Stub
let direct: Stub
let upstream: string

beforeAll(async () => {
  authority = await startAuthority(lookup, soa)
  upstream = `127.0.0.1:${authority.port}`
  product = await startProduct({ upstream: authority, settings })
  await modelReady(product)
  stub = await openStub(product.ready.dns)
  direct = await openStub(upstream)
})
afterAll(async () => {
  await direct[Symbol.asyncDispose]()
  await stub[Symbol.asyncDispose]()
  await product[Symbol.asyncDispose]()
  await authority[Symbol.asyncDispose]()
})

const plain = { size: 1232, dnssecOk: false }

describe('the same answer as from the upstream itself, first and from the cache:', () => {
  test.each<[string, Omit<Asked, 'id'>]>([
    ['A', { name: `www.${ZONE}`, type: 'A', edns: plain }],
    ['A without EDNS', { name: `www.${ZONE}`, type: 'A' }],
    ['AAAA', { name: `www.${ZONE}`, type: 'AAAA', edns: plain }],
    ['TXT', { name: `www.${ZONE}`, type: 'TXT', edns: plain }],
    ['MX', { name: ZONE, type: 'MX', edns: plain }],
    ['HTTPS', { name: `www.${ZONE}`, type: 'HTTPS', edns: plain }],
    ['SOA', { name: ZONE, type: 'SOA', edns: plain }],
    ['NS', { name: ZONE, type: 'NS', edns: plain }],
    ['CAA', { name: `www.${ZONE}`, type: 'CAA', edns: plain }],
    ['SRV', { name: `_imap._tcp.${ZONE}`, type: 'SRV', edns: plain }],
    ['a chain of CNAMEs', { name: `shop.${ZONE}`, type: 'A', edns: plain }],
    ['a CNAME to nothing', { name: `dangling.${ZONE}`, type: 'A', edns: plain }],
    ['NXDOMAIN', { name: `nope.${ZONE}`, type: 'A', edns: plain }],
    ['NODATA', { name: `www.${ZONE}`, type: 'SSHFP', edns: plain }],
    ['signatures with DO', { name: `www.${ZONE}`, type: 'A', edns: { size: 1232, dnssecOk: true } }],
    ['a small limit: cut, with TC', { name: `many.${ZONE}`, type: 'A', edns: { size: 512, dnssecOk: false } }],
    ['no EDNS: cut at 512 bytes', { name: `many.${ZONE}`, type: 'A' }],
    ['a limit that is just large enough', { name: `many.${ZONE}`, type: 'A', edns: { size: 4096, dnssecOk: false } }],
    [
      'more than 4096 bytes over UDP: cut',
      { name: `long.${ZONE}`, type: 'TXT', edns: { size: 4096, dnssecOk: false } },
    ],
    ['mixed case', { name: `wWw.RiVeR-BooKs.NeT`, type: 'A', edns: plain }],
  ])('%s', async (_, asked) => {
    const wanted = await direct.ask({ ...asked, id: 0x1234 })
    for (let round = 0; round < 2; round++) {
      const given = await stub.ask({ ...asked, id: 0x1234 })
      expect(view(given)).toEqual(view(wanted))
      expect(question(given)).toEqual({ id: 0x1234, name: asked.name })
      expectCountedDown(given, wanted)
      if (asked.edns !== undefined) expect(opt(given)).toMatchObject({ flag_do: asked.edns.dnssecOk })
      else expect(opt(given)).toBeUndefined()
    }
  })

  test.each([
    ['a set of more than 4096 bytes', { name: `long.${ZONE}`, type: 'TXT', edns: plain, id: 0xbeef }],
    ['many addresses', { name: `many.${ZONE}`, type: 'A', id: 0xbeef }],
    ['signatures', { name: `www.${ZONE}`, type: 'AAAA', edns: { size: 512, dnssecOk: true }, id: 0xbeef }],
  ])('%s over TCP, whole', async (_, asked) => {
    const wanted = await askOverTcp(upstream, asked)
    const given = await askOverTcp(product.ready.dns, asked)
    expect(given.packet.flag_tc).toBe(false)
    expect(view(given)).toEqual(view(wanted))
    expect(question(given)).toEqual({ id: 0xbeef, name: asked.name })
  })
})

describe('a blocked name', () => {
  const listed = 'ad-place.net'
  const lure = 'lure-place.net'
  const vetted = 'vetted-place.net'
  let byModel: string

  beforeAll(async () => {
    await product.call('lists.add', {
      name: 'ads',
      effect: 'block',
      source: { kind: 'pasted', text: `# a remark\n${listed}` },
    })
    await product.call('lists.add', { name: 'lures', effect: 'honeypot', source: { kind: 'pasted', text: lure } })
    await product.call('vetting.decide', { names: [vetted], class: 'malicious', note: '' })
    byModel = await blockedByModel()
  })

  const blackhole = { A: ['0.0.0.0'], AAAA: ['::'] }
  const trap = { A: [HONEYPOT], AAAA: ['::'] }
  test.each<[string, () => string, Record<string, string[]>, number, RegExp]>([
    ['on a list', () => `x.${listed}`, blackhole, 15, /^Evidence [0-9a-z]{11}: list ads line 2: ad-place\.net$/],
    ['on a honeypot list', () => lure, trap, 15, /^Evidence [0-9a-z]{11}: list lures line 1: lure-place\.net$/],
    ['by decision', () => vetted, blackhole, 17, /^Evidence [0-9a-z]{11}: decided by the analyst: vetted-place\.net$/],
    [
      'by the model',
      () => byModel,
      blackhole,
      15,
      /^Evidence [0-9a-z]{11}: model \S+, probability [01]\.\d{3} to be malicious$/,
    ],
  ])('%s is answered by its type, with the reason and an evidence id', async (_, name, addresses, code, reason) => {
    const evidence = new Set<string>()
    for (const type of ['A', 'AAAA', 'TXT', 'MX', 'HTTPS', 'SOA']) {
      const answer = await stub.ask({ name: name(), type, edns: plain })
      const overTcp = await askOverTcp(product.ready.dns, { name: name(), type, edns: plain })
      for (const given of [answer, overTcp]) {
        expect({ type, rcode: given.rcode, data: given.data }).toEqual({
          type,
          rcode: 'NOERROR',
          data: addresses[type] ?? [],
        })
        // Without an address the answer is NODATA, which needs a SOA to be remembered (RFC 2308).
        const soas = (given.packet.authorities ?? []).filter((authority) => authority.type === 'SOA')
        expect(soas).toHaveLength(given.data.length === 0 ? 1 : 0)
        expect(given.error).toMatchObject({ code, text: expect.stringMatching(reason) as string })
        evidence.add(given.error!.text.slice(0, 20))
      }
    }
    expect(evidence.size).toBe(12)
  })

  test('no question for a name that a list or an analyst blocks has left the machine', () => {
    expect([...authority.asked].filter((name) => /(?:ad|lure|vetted)-place\.net$/.test(name))).toEqual([])
  })

  test('without EDNS the answer is the same and says no reason', async () => {
    const answer = await stub.ask({ name: listed, type: 'A' })
    expect(answer).toMatchObject({ rcode: 'NOERROR', data: ['0.0.0.0'], error: null })
    expect(opt(answer)).toBeUndefined()
  })

  test.each([
    ['nxdomain', 'NXDOMAIN', []],
    ['nodata', 'NOERROR', []],
    ['refused', 'REFUSED', []],
    ['honeypot', 'NOERROR', [HONEYPOT]],
    ['blackhole', 'NOERROR', ['0.0.0.0']],
  ] as const)(
    'is answered with %s once the settings say so, without a restart',
    async (blockingAnswer, rcode, data) => {
      await product.call('settings.change', { blockingAnswer })
      for (const name of [listed, vetted, byModel]) {
        expect(await stub.ask({ name, type: 'A', edns: plain })).toMatchObject({ rcode, data })
      }
      expect(await stub.ask({ name: lure, type: 'A', edns: plain })).toMatchObject({
        rcode: 'NOERROR',
        data: [HONEYPOT],
      })
    }
  )

  test('by the model passes and waits for vetting while the model only observes', async () => {
    await product.call('settings.change', { modelAction: 'observe' })
    expect((await product.call('names.explain', { name: byModel })).verdict.kind).toBe('unsure')
    expect((await stub.ask({ name: byModel, type: 'A', edns: plain })).data).toEqual(['192.0.2.66'])
    expect((await stub.ask({ name: listed, type: 'A', edns: plain })).data).toEqual(['0.0.0.0'])
    await product.call('settings.change', { modelAction: 'block' })
    expect((await stub.ask({ name: byModel, type: 'A', edns: plain })).data).toEqual(['0.0.0.0'])
  })

  test('passes during a pause, and not after it', async () => {
    await product.call('workstation.pause', { minutes: 5 })
    expect((await stub.ask({ name: listed, type: 'A', edns: plain })).data).toEqual(['192.0.2.66'])
    await product.call('workstation.pause', { minutes: 0 })
    expect((await stub.ask({ name: listed, type: 'A', edns: plain })).data).toEqual(['0.0.0.0'])
  })
})

/** A name that the shipped model blocks, of those that are made of letters at random. */
async function blockedByModel(): Promise<string> {
  for (const { name } of inventedNames(400, 5)) {
    const { verdict } = await product.call('names.explain', { name })
    if (verdict.kind === 'blocked-by-model') return name
  }
  throw new Error('the model blocks none of 400 invented names')
}

/** What a client can tell: code, cut or not, and both sections in their order, names compared as DNS does. */
function view({ rcode, packet }: Answer) {
  const texts = (records: DnsRecord[] = []) => records.map(recordText)
  return { rcode, cut: packet.flag_tc, answers: texts(packet.answers), authorities: texts(packet.authorities) }
}

function recordText(of: DnsRecord): string {
  const { name, type, data } = of as { name: string; type: string; data: unknown }
  return `${name.toLowerCase()} ${type} ${JSON.stringify(data)}`
}

function question({ packet }: Answer) {
  return { id: packet.id, name: packet.questions?.[0]?.name }
}

function opt({ packet }: Answer) {
  return packet.additionals?.find((additional) => additional.type === 'OPT')
}

/** TTLs are never longer than what the upstream said, and shorter by no more than the time that has passed. */
function expectCountedDown(given: Answer, wanted: Answer): void {
  const ttls = ({ packet }: Answer) =>
    [...(packet.answers ?? []), ...(packet.authorities ?? [])].map((of) => ('ttl' in of ? of.ttl! : 0))
  const passed = Math.ceil((given.answeredAt - wanted.sentAt) / 1000) + 1
  const differences = ttls(wanted).map((ttl, at) => ttl - ttls(given)[at]!)
  expect(differences.filter((less) => less < 0 || less > passed)).toEqual([])
}
