import { createHash } from 'node:crypto'
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createSocket } from 'node:dgram'
import { connect } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fetch, type RequestInit } from 'undici'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { CallError } from '../../../core/contract/fault.ts'
import { seeded } from '../../../core/model/random.ts'
import type { TrainingPlan } from '../../../core/training/plan.ts'
import { modelReady, startProduct, temporaryFolder, TOKEN, type Product } from '../product.ts'
import { openStub, queryBytes, readAnswer, sendBytes } from '../stub.ts'

/**
 * What comes in at every door when somebody or something is wrong, and what the user reads. One product lives through all of it; the last
 * test asks whether it is still well.
 */
const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const file = (name: string) => join(ROOT, 'test', 'fixtures', 'bad-input', name)

let data: string
let product: Product
let servingBefore: string

beforeAll(async () => {
  data = await temporaryFolder()
  await breakFolder(data)
  product = await startProduct({ data })
  servingBefore = await modelReady(product)
})
afterAll(async () => {
  await product[Symbol.asyncDispose]()
  await rm(data, { recursive: true, force: true })
})

/** A data folder as a bad disk, a bad editor and a bad download leave it. */
async function breakFolder(folder: string): Promise<void> {
  await writeFile(join(folder, 'settings.json'), '{ "blockingAnswer": "nxdomain", ')
  const decision = { id: 1, time: 1, actor: 'a', names: ['kept-one.net'], class: 'malicious', note: '', undoes: null }
  await writeFile(join(folder, 'decisions.jsonl'), `${JSON.stringify(decision)}\nnot a decision\n{"id":3,"na`)
  await writeFile(join(folder, 'serving.json'), '{"id":"damaged-weights"}')
  await mkdir(join(folder, 'lists'), { recursive: true })
  await writeFile(join(folder, 'lists', 'index.json'), '[]]')
  for (const [id, breakIt] of Object.entries(BROKEN_MODELS)) {
    const model = join(folder, 'models', id)
    await cp(await shippedFolder(), model, { recursive: true })
    await breakIt(model, id)
  }
}

const BROKEN_MODELS: Record<string, (folder: string, id: string) => Promise<void>> = {
  'no-card': (folder) => rm(join(folder, 'card.json')),
  'not-json': (folder) => writeFile(join(folder, 'card.json'), 'a card?'),
  'no-weights': (folder) => rm(join(folder, 'weights.bin')),
  'other-encoding': (folder, id) => editCard(folder, { id, encoding: 'utf-32/v9' }),
  'other-architecture': (folder, id) => editCard(folder, { id, architecture: 'oracle' }),
  'of-another': (folder) => editCard(folder, { id: 'somebody-else' }),
  async 'short-weights'(folder, id) {
    await editCard(folder, { id })
    await writeFile(join(folder, 'weights.bin'), (await readFile(join(folder, 'weights.bin'))).subarray(0, 1000))
  },
  async 'damaged-weights'(folder, id) {
    await editCard(folder, { id })
    const weights = await readFile(join(folder, 'weights.bin'))
    weights[weights.length - 5]! ^= 0x40
    await writeFile(join(folder, 'weights.bin'), weights)
  },
  /** The check sum is right, what it sums is not: somebody made it. */
  async 'forged-weights'(folder, id) {
    const weights = Buffer.alloc(4096, 0x41)
    const sha256 = createHash('sha256').update(weights).digest('hex')
    await writeFile(join(folder, 'weights.bin'), weights)
    await editCard(folder, { id, weights: { count: 1024, bytes: weights.length, sha256 } })
  },
}

async function shippedFolder(): Promise<string> {
  const folder = join(ROOT, 'resources', 'model')
  const [id] = await readdir(folder)
  return join(folder, id!)
}

async function editCard(folder: string, change: Record<string, unknown>): Promise<void> {
  const path = join(folder, 'card.json')
  const card = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>
  await writeFile(path, JSON.stringify({ ...card, ...change }))
}

/** A call's fault as a screen shows it: the field that is marked, and the text. */
async function fault(call: Promise<unknown>): Promise<string> {
  const error = await call.then(
    (value) => value,
    (reason: unknown) => reason
  )
  if (!(error instanceof CallError)) return `no fault: ${JSON.stringify(error)}`
  const { kind, field, message } = error.fault
  return `${kind}${field === null ? '' : ` [${field}]`}: ${message}`
}

type Row = [what: string, reads: string | RegExp, did: () => Promise<string>]

function reading(rows: Row[]): void {
  test.each(rows)('%s reads: %s', async (_, reads, did) => {
    const said = await did()
    if (typeof reads === 'string') expect(said).toBe(reads)
    else expect(said).toMatch(reads)
  })
}

describe('the data folder at the start', () => {
  const notice = (part: string) => async () => {
    const { notices } = await product.call('workstation.state', {})
    return notices.filter((text) => text.includes(part)).join('\n')
  }
  reading([
    [
      'settings.json that is not JSON',
      /settings\.json is not JSON: .*\. The defaults hold; the file was kept as .*settings\.json\.broken-/,
      notice('settings.json'),
    ],
    [
      'a line that is no decision',
      /decisions\.jsonl, line 2 holds no decision and has no effect: it is not JSON\./,
      notice('line 2'),
    ],
    [
      'half a decision at the end',
      /decisions\.jsonl ended in half a line, whose decision was never acknowledged and was cut: \{"id":3,"na/,
      notice('half'),
    ],
    ['a list index that is not JSON', /lists\/index\.json is not JSON/, notice('index.json')],
  ])

  test('what was broken is kept, the defaults hold, and what could be read has its effect', async () => {
    const { settings } = await product.call('workstation.state', {})
    expect(settings).toMatchObject({ blockingAnswer: 'blackhole', modelAction: 'block' })
    const kept = (await readdir(data)).find((name) => name.startsWith('settings.json.broken-'))
    expect(await readFile(join(data, kept!), 'utf8')).toBe('{ "blockingAnswer": "nxdomain", ')
    await using stub = await openStub(product.ready.dns)
    expect((await stub.ask({ name: 'kept-one.net', type: 'A' })).data).toEqual(['0.0.0.0'])
  })
})

describe('a packet:', () => {
  const GOOD = queryBytes({ name: 'river-shop.net', type: 'A', id: 0x4242 })
  const changed = (at: number, ...octets: number[]) =>
    Buffer.from(GOOD).fill(Buffer.from(octets), at, at + octets.length)
  const sent = (bytes: Uint8Array) => async () => {
    const answer = await sendBytes(product.ready.dns, bytes, 300)
    return answer === null ? 'no answer' : readAnswer(answer).rcode
  }
  const question = (name: Buffer) => Buffer.concat([GOOD.subarray(0, 12), name, Buffer.from([0, 1, 0, 1])])
  const opt = (version: number) => Buffer.from([0, 0, 41, 4, 208, 0, version, 0, 0, 0, 0])
  const withOpt = (...opts: Buffer[]) => Buffer.concat([changed(10, 0, opts.length), ...opts])
  const label = Buffer.concat([Buffer.from([63]), Buffer.alloc(63, 97)])
  reading([
    ['with nothing in it', 'no answer', sent(Buffer.alloc(0))],
    ['shorter than a header', 'no answer', sent(GOOD.subarray(0, 11))],
    ['that is an answer itself', 'no answer', sent(changed(2, 0x81))],
    ['without its question', 'FORMERR', sent(GOOD.subarray(0, 12))],
    ['that ends inside its name', 'FORMERR', sent(GOOD.subarray(0, 18))],
    ['that ends before its type', 'FORMERR', sent(GOOD.subarray(0, GOOD.length - 3))],
    ['with two questions', 'FORMERR', sent(changed(4, 0, 2))],
    ['whose name points to itself', 'FORMERR', sent(question(Buffer.from([0xc0, 12])))],
    [
      'with a name of more than 255 octets',
      'FORMERR',
      sent(question(Buffer.concat([label, label, label, label, Buffer.from([0])]))),
    ],
    ['with a reserved kind of label', 'FORMERR', sent(question(Buffer.from([0x41, 0x61, 0])))],
    ['with answers in it', 'FORMERR', sent(changed(6, 0, 1))],
    ['that is an update', 'NOTIMP', sent(changed(2, 0x28))],
    ['of a later EDNS', 'NOERROR', sent(withOpt(opt(1)))],
    ['with two OPT records', 'FORMERR', sent(withOpt(opt(0), opt(0)))],
  ])

  test('of a later EDNS gets BADVERS, whose upper bits stand in the OPT record (RFC 6891, 6.1.3)', async () => {
    const answer = await sendBytes(product.ready.dns, withOpt(opt(1)), 300)
    const record = readAnswer(answer!).packet.additionals?.find(({ type }) => type === 'OPT')
    expect(record).toMatchObject({ extendedRcode: 1 })
  })

  test('2000 of random octets, and of a good one with random octets changed, do no harm', async () => {
    const random = seeded(8)
    const octet = () => Math.floor(random() * 256)
    const socket = createSocket('udp4')
    for (let sent = 0; sent < 2000; sent++) {
      const noise = Buffer.from(Array.from({ length: 1 + Math.floor(random() * 90) }, octet))
      const bent = Buffer.from(GOOD)
      for (let changes = 0; changes < 4; changes++) bent[Math.floor(random() * bent.length)] = octet()
      await new Promise((done) => socket.send(sent % 2 === 0 ? noise : bent, port(), '127.0.0.1', done))
    }
    await new Promise<void>((done) => socket.close(() => done()))
    // A socket's queue that is full of noise may lose the first question, as any client's.
    await vi.waitFor(async () => expect(await sent(changed(2, 0x28))()).toBe('NOTIMP'), 5000)
  })

  test.each([
    ['a length without a message', Buffer.from([0xff, 0xff, 1, 2, 3])],
    ['an empty message', Buffer.from([0, 0])],
    ['noise', Buffer.alloc(3000, 0xa5)],
  ])('%s over TCP ends that connection or waits, and leaves the others alone', async (_, bytes) => {
    const stream = connect(port(), '127.0.0.1')
    stream.on('error', () => undefined)
    await new Promise<void>((done) => stream.write(bytes, () => done()))
    expect(await sent(changed(2, 0x28))()).toBe('NOTIMP')
    stream.destroy()
  })

  const port = () => Number(product.ready.dns.split(':').at(-1))
})

describe('a list:', () => {
  const previewed = (path: string) => () => fault(product.call('lists.preview', { source: { kind: 'file', path } }))
  const added = (text: string) => () =>
    fault(product.call('lists.add', { name: 'bad', effect: 'block', source: { kind: 'pasted', text } }))
  reading([
    [
      'a picture',
      /^bad-input \[source\]: .*picture\.png cannot be used: it is not a text file: it has null bytes$/,
      previewed(file('picture.png')),
    ],
    ['a file that is not there', /nope\.txt cannot be used: it does not exist$/, previewed(file('nope.txt'))],
    ['a folder', /lists cannot be used: it is a folder, not a file$/, previewed(file('lists'))],
    ['an empty file', /empty\.txt cannot be used: it is empty$/, previewed(file('lists/empty.txt'))],
    ['remarks alone', /remarks\.txt cannot be used: there is no name in it$/, previewed(file('lists/remarks.txt'))],
    [
      'a path without its root',
      /^bad-input \[source\]: list\.txt cannot be used: write the whole path, from the root on$/,
      previewed('list.txt'),
    ],
    ['a pasted text of nothing', /cannot be used: it is empty$/, added('')],
    ['a pasted page', /it is a web page, not a list/, added('<!doctype html>\n<p>not found</p>')],
    [
      'a name that only blanks make',
      /^bad-input \[name\]: /,
      () =>
        fault(product.call('lists.add', { name: '   ', effect: 'block', source: { kind: 'pasted', text: 'a.net' } })),
    ],
    [
      'an effect that is none',
      /^bad-input \[effect\]: /,
      () =>
        fault(
          product.call('lists.add', {
            name: 'x',
            effect: 'explode' as 'block',
            source: { kind: 'pasted', text: 'a.net' },
          })
        ),
    ],
    [
      'a change to a list that is gone',
      'not-found: this list is not subscribed any more',
      () => fault(product.call('lists.change', { id: 'gone', enabled: false })),
    ],
  ])

  test('what can be read of a list loads, and each line that cannot says why', async () => {
    const source = { kind: 'file', path: file('lists/mixed.txt') } as const
    const added = await product.call('lists.add', { name: 'mixed', effect: 'block', source })
    expect(added).toMatchObject({ names: 4, repeated: 1, broken: 4, fault: null })
    const { lines } = await product.call('lists.brokenLines', { id: added.id, offset: 0, limit: 100 })
    expect(lines.map(({ line, reason }) => `${line}: ${reason}`)).toEqual([
      "3: this is a page's address; write the name alone",
      '5: this looks like an Adblock rule',
      '6: there is more than one word on this line',
      '7: it has an empty label',
    ])
    await using stub = await openStub(product.ready.dns)
    for (const name of ['one', 'three', 'six', 'seven']) {
      expect((await stub.ask({ name: `${name}.mixed-list.net`, type: 'A' })).data).toEqual(['0.0.0.0'])
    }
  })
})

describe('data for training:', () => {
  const inspected = (path: string) => async () => {
    const answer = await product.call('training.inspect', { path })
    return answer.kind === 'unreadable' ? answer.message : JSON.stringify(answer.file)
  }
  const plan = (path: string, change: Partial<TrainingPlan> = {}): TrainingPlan => ({
    start: { kind: 'new', architecture: 'ngram-linear', parameters: {} },
    epochs: 1,
    batchSize: 64,
    sampleSize: null,
    seed: 1,
    files: [{ path, assumedLabel: null }],
    vettedWeight: 0,
    ...change,
  })
  /** The thread of the run before may need a moment to end after its last word. */
  const start = (wanted: TrainingPlan) =>
    vi.waitFor(async () => {
      const answer = await product.call('training.start', wanted).catch((reason: unknown) => reason as CallError)
      if (answer instanceof CallError && answer.fault.kind === 'busy') throw answer
      return answer
    }, 10_000)
  const run = async (wanted: TrainingPlan) => {
    const answer = await start(wanted)
    if (answer instanceof CallError) throw answer
    return answer
  }
  const started = (path: string) => async () => {
    const { id } = await run(plan(path))
    return vi.waitFor(async () => {
      const ended = (await product.call('training.runs', {})).find((one) => one.id === id)
      expect(ended?.state).not.toBe('running')
      return `${ended?.state}: ${ended?.message}`
    }, 20_000)
  }
  const refused = (change: Partial<TrainingPlan>) => () => fault(run(plan(file('training/few.tsv'), change)))
  reading([
    ['a picture', 'picture.png: it is not a text file (it holds zero bytes)', inspected(file('picture.png'))],
    ['a file that is not there', 'nope.csv: there is no such file', inspected(file('nope.csv'))],
    ['a folder', 'training: it is a folder', inspected(file('training'))],
    ['an empty file', 'empty.txt: it is empty', inspected(file('lists/empty.txt'))],
    [
      'a table without a name',
      'junk.csv: no line of its beginning holds a domain name',
      inspected(file('training/junk.csv')),
    ],
    [
      'labels that are none',
      /"benign":10,"malicious":10,.*"broken":20,.*the label \\"maybe\\" is neither benign nor malicious/,
      inspected(file('training/odd-labels.tsv')),
    ],
    ['a table without labels', /"labelColumn":null,"assumedLabel":null/, inspected(file('training/no-label.csv'))],
    [
      'a run on a table without labels',
      'failed: no-label.csv has no labels: say whether its names are benign or malicious',
      started(file('training/no-label.csv')),
    ],
    [
      'a run on one class',
      'failed: all 240 names are benign: a model needs names of both classes to tell them apart',
      started(file('training/one-class.tsv')),
    ],
    [
      'a run on three names',
      /^failed: the (?:training|validation) split has no .* more names are needed/,
      started(file('training/few.tsv')),
    ],
    [
      'a run on a picture',
      'failed: picture.png: it is not a text file (it holds zero bytes)',
      started(file('picture.png')),
    ],
    ['no file', 'bad-input: choose at least one file: a new model needs base data', refused({ files: [] })],
    ['no epoch', /^bad-input \[epochs\]: epochs: /, refused({ epochs: 0 })],
    ['half a batch', /^bad-input \[batchSize\]: batchSize: /, refused({ batchSize: 32.5 })],
    [
      'an unknown network',
      'bad-input: there is no architecture "oracle"',
      refused({ start: { kind: 'new', architecture: 'oracle', parameters: {} } }),
    ],
    [
      'a parent that is not there',
      'bad-input: there is no model "gone"',
      refused({ start: { kind: 'retrain', modelId: 'gone' } }),
    ],
    [
      'a parent outside the registry',
      /^bad-input: there is no model "\.\.\/models"$/,
      refused({ start: { kind: 'retrain', modelId: '../models' } }),
    ],
  ])

  test('a damaged model cannot be retrained either', async () => {
    const { id } = await run(plan('', { start: { kind: 'retrain', modelId: 'damaged-weights' }, files: [] }))
    await vi.waitFor(async () => {
      const ended = (await product.call('training.runs', {})).find((one) => one.id === id)
      expect(ended?.message).toMatch(/^damaged-weights cannot be retrained: weights\.bin is damaged/)
    }, 20_000)
  })
})

describe('a setting:', () => {
  const change = (value: object) => () => fault(product.call('settings.change', value))
  reading([
    [
      'an upstream that is no address',
      /^bad-input \[upstreams\.0\]: .*is no address and port; write it like 192\.0\.2\.1:53/,
      change({ upstreams: ['dns.river-shop.net'] }),
    ],
    [
      'an upstream twice',
      /^bad-input \[upstreams\.1\]: upstreams\.1: 192\.0\.2\.1:53 stands in the list twice$/,
      change({ upstreams: ['192.0.2.1', '192.0.2.1:53'] }),
    ],
    [
      'itself as its upstream',
      /own address: it would ask itself for ever$/,
      () => change({ upstreams: [product.ready.dns] })(),
    ],
    ['a port beyond the last', /^bad-input \[upstreams\.0\]: /, change({ upstreams: ['192.0.2.1:70000'] })],
    [
      'a honeypot that is no address',
      /^bad-input \[honeypot\.ipv4\]: .*write an IPv4 address/,
      change({ honeypot: { ipv4: '10.0.0', ipv6: null } }),
    ],
    [
      'the honeypot without one',
      /^bad-input \[honeypot\]: honeypot: answering with the honeypot needs its IPv4 or IPv6 address, or its page$/,
      change({ blockingAnswer: 'honeypot' }),
    ],
    ['no wait at all', /^bad-input \[scoreWaitMs\]: /, change({ scoreWaitMs: 0 })],
    ['half a day of log', /^bad-input \[retention\.days\]: /, change({ retention: { days: 0.5, megabytes: 100 } })],
    ['half of the retention', /^bad-input \[retention\.megabytes\]: /, change({ retention: { days: 5 } })],
    ['an action that is none', /^bad-input \[modelAction\]: /, change({ modelAction: 'delete' })],
  ])

  test('nothing of a change that was refused holds', async () => {
    const before = (await product.call('workstation.state', {})).settings
    await fault(product.call('settings.change', { scoreWaitMs: 70, upstreams: ['nonsense'] }))
    expect((await product.call('workstation.state', {})).settings).toEqual(before)
  })
})

describe('a model:', () => {
  const listed = (id: string) => async () => {
    const entry = (await product.call('models.all', {})).find((one) => one.kind === 'refused' && one.id === id)
    return entry?.kind === 'refused' ? entry.reason : 'it is not refused'
  }
  const promoted = (id: string) => () => fault(product.call('models.promote', { id }))
  const imported = (path: string) => () => fault(product.call('models.import', { path }))
  reading([
    ['without a card', 'it has no card.json', listed('no-card')],
    ['whose card is not JSON', /^its card\.json cannot be read/, listed('not-json')],
    ['without weights', /it has no weights\.bin|its card is that of/, listed('no-weights')],
    [
      'of another encoding',
      /^it was made for the encoding "utf-32\/v9"; this program encodes as "/,
      listed('other-encoding'),
    ],
    ['of another architecture', 'its architecture "oracle" is not known here', listed('other-architecture')],
    ['whose card is of another', 'its card is that of somebody-else', listed('of-another')],
    ['cut short', /^weights\.bin has 1000 bytes where the card says \d+$/, listed('short-weights')],
    ['damaged', 'weights.bin is damaged: its SHA-256 is not the one in the card', listed('damaged-weights')],
    ['promoted though of another encoding', /it was made for the encoding "utf-32\/v9"/, promoted('other-encoding')],
    ['promoted though damaged', /weights\.bin is damaged/, promoted('damaged-weights')],
    ['promoted though forged', /^bad-input: .*/, promoted('forged-weights')],
    ['promoted though not there', 'not-found: there is no model "gone"', promoted('gone')],
    ['promoted by a path', 'not-found: there is no model "../models/x"', promoted('../models/x')],
    [
      'removed though it came with the product',
      /came with the product and stays$/,
      () => fault(product.call('models.remove', { id: servingBefore })),
    ],
    ['imported from nowhere', /nowhere: it has no card\.json$/, () => imported(join(data, 'nowhere'))()],
    [
      'imported though damaged',
      /damaged-weights: weights\.bin is damaged/,
      () => imported(join(data, 'models', 'damaged-weights'))(),
    ],
    ['imported from a file', /picture\.png: it has no card\.json$/, imported(file('picture.png'))],
  ])

  test('the one that serves stays through all of it', async () => {
    expect((await product.call('workstation.state', {})).servingModel?.id).toBe(servingBefore)
    const { verdict } = await product.call('names.explain', { name: 'never-seen-before.net' })
    expect(verdict).toMatchObject({ score: { modelId: servingBefore } })
  })
})

describe('a call of the contract:', () => {
  const raw = (name: string, args: unknown) => () => fault(product.call(name as 'lists.all', args as never))
  const range = { from: 0, to: 1000 }
  reading([
    ['that does not exist', 'bad-input: there is no call named "files.delete"', raw('files.delete', {})],
    ['named as what every object has', 'bad-input: there is no call named "toString"', raw('toString', {})],
    ['with arguments that are a text', /^bad-input: /, raw('names.explain', 'shop.net')],
    [
      'with a name that is none',
      'bad-input [name]: name: the label "shop net" has a character that a host name cannot have',
      raw('names.explain', { name: 'shop net' }),
    ],
    [
      'with one wrong name of two',
      /^bad-input \[names\.1\]: names\.1: it has an empty label$/,
      raw('vetting.decide', { names: ['a.net', 'b..net'], class: 'benign', note: '' }),
    ],
    [
      'with a class that is none',
      /^bad-input \[class\]: /,
      raw('vetting.decide', { names: ['a.net'], class: 'evil', note: '' }),
    ],
    [
      'with a note without end',
      /^bad-input \[note\]: /,
      raw('vetting.decide', { names: ['a.net'], class: 'benign', note: 'x'.repeat(1001) }),
    ],
    [
      'with a range that ends before it begins',
      'bad-input [criteria.range]: criteria.range: the range ends before it begins',
      raw('history.records', { criteria: { range: { from: 2, to: 1 }, filter: '' }, offset: 0, limit: 1 }),
    ],
    [
      'with a page of nothing',
      /^bad-input \[limit\]: /,
      raw('history.records', { criteria: { range, filter: '' }, offset: 0, limit: 0 }),
    ],
    [
      'with a filter that cannot be read',
      /^bad-input.*: "colour" is no field; the fields are name, client/,
      raw('history.records', { criteria: { range, filter: 'colour:red' }, offset: 0, limit: 1 }),
    ],
    [
      'with more bars than a screen can draw',
      /^bad-input.*: this range has 525600 minutes; choose a longer period/,
      raw('history.timeline', {
        criteria: { range: { from: 0, to: 365 * 86_400_000 }, filter: '' },
        period: 'minute',
        minutesEastOfUtc: 0,
      }),
    ],
    ['with a pause of two days', /^bad-input \[minutes\]: /, raw('workstation.pause', { minutes: 2880 })],
  ])

  test.each([
    ['what is not JSON', 'hello?'],
    ['JSON that is no message', '{"kind":"shutdown"}'],
    ['a call without a number', '{"kind":"call","name":"lists.all","args":{}}'],
    ['a call without arguments', '{"kind":"call","id":1,"name":"lists.all"}'],
    ['an event that does not exist', '{"kind":"listen","events":["passwords"]}'],
  ])('%s closes that wire with 1008, and no other', async (_, text) => {
    const socket = await product.openWire()
    const closed = new Promise<number>((resolve) => socket.addEventListener('close', ({ code }) => resolve(code)))
    socket.send(text)
    expect(await closed).toBe(1008)
    expect(await product.call('lists.all', {})).toBeInstanceOf(Array)
  })
})

/** A problem document (RFC 9457) as text, with what stands around it checked. */
async function problem(address: string, request: RequestInit): Promise<string> {
  const reply = await fetch(address, request)
  if (reply.ok) return `${reply.status}: ${await reply.text()}`
  expect(reply.headers.get('content-type')).toContain('application/problem+json')
  const { status, title, detail } = (await reply.json()) as { status: number; title: string; detail: string }
  expect(status).toBe(reply.status)
  return `${status} ${title}: ${detail}`
}

describe('the API:', () => {
  const bearer = { authorization: `Bearer ${TOKEN}` }
  const get =
    (path: string, headers: Record<string, string> = bearer) =>
    () =>
      problem(product.ready.api + path, { headers })
  const decide =
    (body: string, type = 'application/json') =>
    () =>
      problem(`${product.ready.api}/decisions`, { method: 'POST', headers: { ...bearer, 'content-type': type }, body })
  const NO_TOKEN = '401 Unauthorized: send the token of this start: "Authorization: Bearer TOKEN"'
  reading([
    ['no token', NO_TOKEN, get('/health', {})],
    ['a wrong token', NO_TOKEN, get('/health', { authorization: 'Bearer guess' })],
    [
      'a page of another site',
      /^403 Forbidden: this desk is reached by its address/,
      get('/health', { ...bearer, origin: 'http://evil.net' }),
    ],
    ['a name that is none', '400 Bad Request: name: it has an empty label', get('/verdicts/a..net')],
    ['a body that is not JSON', /^400 Bad Request: /, decide('names=a.net')],
    ['a body of another type', /^415 Unsupported Media Type: /, decide('a.net', 'text/csv')],
    ['no names', /^400 Bad Request: names: /, decide('{"names":[],"class":"benign"}')],
    ['a class that is none', /^400 Bad Request: class: /, decide('{"names":["a.net"],"class":"evil"}')],
    [
      'a name that is none among good ones',
      '400 Bad Request: names.1: it is an address, not a name',
      decide('{"names":["a.net","10.0.0.1"],"class":"benign"}'),
    ],
  ])
})

describe("the plugin's door:", () => {
  const post = (body: string) => () => problem(product.ready.plugin, { method: 'POST', body })
  const NO_QUESTION = '400 Bad Request: send JSON with the texts "Domain Name" and "IP"'
  reading([
    ['half a JSON', NO_QUESTION, post('{"Domain Name":"www.river-shop')],
    ['nothing', NO_QUESTION, post('')],
    ['another shape', NO_QUESTION, post('["www.river-shop.net.","10.0.0.7"]')],
    ['no client', NO_QUESTION, post('{"Domain Name":"www.river-shop.net."}')],
    [
      'a client that is no address',
      '400 Bad Request: "IP": this is not an address',
      post('{"Domain Name":"a.net.","IP":"the printer"}'),
    ],
    [
      'a name that is none',
      '400 Bad Request: "Domain Name": it has an empty label',
      post('{"Domain Name":"a..net.","IP":"10.0.0.7"}'),
    ],
    [
      'more than a question can be',
      /^413 Content Too Large: /,
      post(`{"Domain Name":"${'a'.repeat(5000)}","IP":"10.0.0.7"}`),
    ],
    ['another method', '405 Method Not Allowed: ask with POST', () => problem(product.ready.plugin, {})],
    [
      'a page of a browser',
      '403 Forbidden: this address is for resolvers, not for pages',
      () => problem(product.ready.plugin, { method: 'POST', headers: { origin: 'http://river-shop.net' }, body: '{}' }),
    ],
  ])
})

test('after all of it the product is well, and nothing of it was a bug', async () => {
  const { resolver, model, store, counters } = await product.call('workstation.health', {})
  // Behind it stands nobody who could be asked (product.ts), which its state may say.
  expect(resolver.detail).toMatch(/^answers on /)
  expect([model.state, store.state]).toEqual(['ready', 'ready'])
  expect(counters.logDropped).toBe(0)
  const bugs = product
    .said()
    .split('\n')
    .filter((line) => /^\{"level":(?:50|60)/.test(line))
  expect(bugs).toEqual([])
  expect(await product.end()).toBe(0)
})
