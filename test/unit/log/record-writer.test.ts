import { describe, expect, it } from 'vitest'
import { FLAG_CACHED, TRANSPORT_SHIFT } from '../../../core/log/batch.ts'
import { createBatchDecoder } from '../../../core/log/decode.ts'
import { evidenceText } from '../../../core/log/evidence.ts'
import type { LogEntry } from '../../../core/log/record.ts'
import { createRecordWriter, loggable, type RecordWriterOptions } from '../../../core/log/record-writer.ts'
import type { BatchMessage } from '../../../core/log/sink.ts'

function entry(name: string): LogEntry {
  return {
    name,
    type: 'A',
    verdict: 'unscored',
    rule: null,
    modelId: null,
    score: null,
    band: null,
    unscored: 'model-off',
    rcode: 'NOERROR',
    answers: ['A 192.0.2.7'],
    upstream: null,
  }
}

/** A reader that acknowledges when the test says so. Posting clones, as a port does, so that what is given away cannot be seen again. */
function open(options: Partial<RecordWriterOptions> = {}) {
  const posted: BatchMessage[] = []
  let acknowledge: (id: number) => void = () => undefined
  const writer = createRecordWriter({
    session: 7,
    batchRows: 4,
    batchMs: 1_000_000,
    ...options,
    sink: {
      post: (message, transfer) => void posted.push(structuredClone(message, { transfer })),
      onAck: (listener) => (acknowledge = listener),
      close: () => undefined,
    },
  })
  const add = (what: ReturnType<typeof loggable>, client = '192.0.2.10') =>
    writer.add({
      what,
      client,
      time: 1_700_000_000_000,
      milliseconds: 1.5,
      flags: FLAG_CACHED | (1 << TRANSPORT_SHIFT),
    })
  return { writer, posted, add, acknowledge: (id: number) => acknowledge(id) }
}

describe('the writing side of the log', () => {
  it('gives back, decoded, exactly what was added', () => {
    const { writer, posted, add } = open()
    const [one, two] = [loggable(entry('one.net')), loggable(entry('two.net'))]
    add(one)
    add(two, '192.0.2.11')
    add(one)
    add(two)
    const decoder = createBatchDecoder()
    const records = decoder.decode(posted[0]!.batch)
    expect(records.map(({ name, client }) => [name, client])).toEqual([
      ['one.net', '192.0.2.10'],
      ['two.net', '192.0.2.11'],
      ['one.net', '192.0.2.10'],
      ['two.net', '192.0.2.10'],
    ])
    expect(records[0]).toEqual({
      ...entry('one.net'),
      evidence: evidenceText(7 * 2 ** 32),
      time: 1_700_000_000_000,
      client: '192.0.2.10',
      milliseconds: 1.5,
      cached: true,
      transport: 'tcp',
    })
    expect(posted[0]!.batch.entries).toHaveLength(2)
    expect(writer.dropped).toBe(0)
  })

  it('sends each entry and client once, also over many batches', () => {
    const { posted, add } = open()
    const one = loggable(entry('one.net'))
    for (let i = 0; i < 8; i++) add(one)
    expect(posted.map(({ batch }) => [batch.entries.length, batch.clients.length, batch.entriesFrom])).toEqual([
      [1, 1, 0],
      [0, 0, 1],
    ])
    const decoder = createBatchDecoder()
    expect(posted.flatMap(({ batch }) => decoder.decode(batch)).map(({ name }) => name)).toEqual(
      Array.from({ length: 8 }, () => 'one.net')
    )
  })

  it('knows the evidence of the next record before it is added', () => {
    const { writer, posted, add } = open()
    const said: number[] = []
    const one = loggable(entry('one.net'))
    for (let i = 0; i < 8; i++) {
      said.push(writer.nextEvidence)
      add(one)
    }
    const decoder = createBatchDecoder()
    expect(posted.flatMap(({ batch }) => decoder.decode(batch)).map(({ evidence }) => evidence)).toEqual(
      said.map(evidenceText)
    )
  })

  it('drops and counts when the reader is too far behind, and evidence stays right afterwards', () => {
    const { writer, posted, add, acknowledge } = open({ unacknowledged: 2 })
    const said: number[] = []
    const one = loggable(entry('one.net'))
    // Two batches are on their way, a third is full: the next five are lost.
    for (let i = 0; i < 17; i++) {
      if (i < 12) said.push(writer.nextEvidence)
      add(one)
    }
    expect(posted).toHaveLength(2)
    expect(writer.dropped).toBe(5)
    acknowledge(0)
    for (let i = 0; i < 4; i++) {
      said.push(writer.nextEvidence)
      add(one)
    }
    acknowledge(1)
    const decoder = createBatchDecoder()
    expect(posted.flatMap(({ batch }) => decoder.decode(batch)).map(({ evidence }) => evidence)).toEqual(
      said.map(evidenceText)
    )
    expect(posted.map(({ batch }) => batch.dropped)).toEqual([0, 0, 5, 0])
  })

  it('begins its dictionaries anew when they have grown too large, and old entries still say what they are', () => {
    const { posted, add } = open({ dictionaryLimit: 3 })
    const entries = Array.from({ length: 12 }, (_, i) => loggable(entry(`n${i}.net`)))
    for (const what of [...entries, ...entries]) add(what)
    expect(posted.map(({ batch }) => batch.generation)).toEqual([0, 1, 2, 3, 4, 5])
    const decoder = createBatchDecoder()
    const names = posted.flatMap(({ batch }) => decoder.decode(batch)).map(({ name }) => name)
    expect(names).toEqual([...entries, ...entries].map(({ entry: { name } }) => name))
  })

  it('hands over what it has when it is flushed, and waits until it was taken', async () => {
    const { writer, posted, add, acknowledge } = open()
    add(loggable(entry('one.net')))
    expect(posted).toHaveLength(0)
    let flushed = false
    const flushing = writer.flush().then(() => (flushed = true))
    expect(posted).toHaveLength(1)
    await Promise.resolve()
    expect(flushed).toBe(false)
    acknowledge(0)
    await flushing
    expect(flushed).toBe(true)
  })

  it('does not wait for ever for a reader that has died', async () => {
    const { writer, add } = open()
    add(loggable(entry('one.net')))
    await expect(writer.flush(10)).resolves.toBeUndefined()
  })

  it('does not keep a started batch back for long', async () => {
    const { posted, add } = open({ batchMs: 1 })
    add(loggable(entry('one.net')))
    await expect.poll(() => posted.length).toBe(1)
  })
})

describe('the reading side of the log', () => {
  it('reads part of a batch, and the same batch twice', () => {
    const { posted, add } = open()
    for (let i = 0; i < 4; i++) add(loggable(entry(`n${i}.net`)))
    const decoder = createBatchDecoder()
    const { batch } = posted[0]!
    expect(decoder.decode(batch, 1, 3).map(({ name }) => name)).toEqual(['n1.net', 'n2.net'])
    expect(decoder.decode(batch)).toHaveLength(4)
    expect(decoder.entries(batch)).toHaveLength(4)
    expect(decoder.clients(batch)).toEqual(['192.0.2.10'])
  })

  it('says when a batch is missing instead of giving wrong names', () => {
    const { posted, add } = open()
    for (let i = 0; i < 8; i++) add(loggable(entry(`n${i}.net`)))
    expect(() => createBatchDecoder().decode(posted[1]!.batch)).toThrow('a batch is missing')
  })
})
