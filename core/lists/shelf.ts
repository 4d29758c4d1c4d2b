import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import writeFileAtomic from 'write-file-atomic'
import { z } from 'zod'
import { readJson, setAside, writeJson } from '../system/json-file.ts'
import { listSummarySchema } from './list.ts'
import type { LocalData } from './local-data.ts'
import { sharedBytes } from './shared-memory.ts'
import { randomSeed, type HashSeed } from './suffix-hash.ts'
import { TABLE_ORDERS, type Table } from './table.ts'

/** What is kept of a subscription: its figures, and how to know that the table on the disk belongs to its text. */
const subscriptionSchema = listSummarySchema.omit({ hits: true }).extend({
  // A table of another version's shape is compiled again from the text.
  table: z
    .object({
      entries: z.number().int().min(0),
      places: z.number().int().min(1),
      highestRank: z.number().int().min(0).max(3),
      order: z.enum(TABLE_ORDERS),
      crc: z.number(),
      /** Of the local data beside it; null where the list has none. */
      localDataCrc: z.number().nullable(),
    })
    .nullable()
    .catch(null),
})
export type Subscription = z.infer<typeof subscriptionSchema>

const word = z
  .number()
  .int()
  .min(0)
  .max(2 ** 32 - 1)
const indexSchema = z.object({
  version: z.literal(1),
  seed: z.object({ k0: word, k1: word }),
  lists: z.array(subscriptionSchema),
})

/** The folder of the subscribed lists: `index.json`, and for each list the last good copy of its text and its compiled table. */
export interface Shelf {
  readonly seed: HashSeed
  readonly subscriptions: Subscription[]
  /** What a person should know of the opening. */
  readonly notices: string[]
  textPath(id: string): string
  /** Where a new copy is written before it takes the old one's place. */
  newTextPath(id: string): string
  save(subscriptions: Subscription[]): Promise<void>
  /** Puts the new copy and its table in place; returns what the index needs to know of the table. */
  keep(id: string, table: Table): Promise<NonNullable<Subscription['table']>>
  /** Null when it is not the one that the index knows. */
  table(subscription: Subscription): Promise<Table | null>
  remove(id: string): Promise<void>
}

/** Throws when the folder cannot be read or made: the caller says so at start. */
export async function openShelf(folder: string, now: number): Promise<Shelf> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const index = join(folder, 'index.json')
  const read = await readJson(index, indexSchema)
  const notices: string[] = []
  if (!read.ok && read.fault.kind === 'unreadable') throw new Error(read.fault.message)
  if (!read.ok && read.fault.kind === 'broken') {
    notices.push(
      `${read.fault.message}. No list is subscribed until it is mended; it was kept as ${await setAside(index, now)}.`
    )
  }
  if (read.ok) await removeStrays(folder, new Set(read.value.lists.map(({ id }) => id)))
  const seed = read.ok ? read.value.seed : randomSeed()
  const textPath = (id: string): string => join(folder, `${id}.txt`)
  const newTextPath = (id: string): string => join(folder, `${id}.txt.new`)
  const tablePath = (id: string): string => join(folder, `${id}.table`)
  const localDataPath = (id: string): string => join(folder, `${id}.data`)

  /** Bytes that this checksum belongs to, in shared memory; null when they are not there or not the same. */
  async function shared(path: string, crc: number): Promise<Uint8Array<SharedArrayBuffer> | null> {
    const bytes = await readFile(path).catch(() => null)
    if (bytes === null || crc32(bytes) !== crc) return null
    const memory = sharedBytes(bytes.length)
    memory.set(bytes)
    return memory
  }

  async function keepLocalData(id: string, localData: LocalData | null): Promise<number | null> {
    await rm(localDataPath(id), { force: true })
    if (localData === null) return null
    const bytes = Buffer.from(localData.buffer)
    await writeFileAtomic(localDataPath(id), bytes, { mode: 0o600 })
    return crc32(bytes)
  }

  return {
    seed,
    subscriptions: read.ok ? read.value.lists : [],
    notices,
    textPath,
    newTextPath,
    save: (lists) => writeJson(index, { version: 1, seed, lists }),
    async keep(id, { slots, localData, ...shape }) {
      await rename(newTextPath(id), textPath(id))
      const bytes = Buffer.from(slots.buffer)
      await writeFileAtomic(tablePath(id), bytes, { mode: 0o600 })
      return { ...shape, crc: crc32(bytes), localDataCrc: await keepLocalData(id, localData) }
    },
    async table({ id, table }) {
      if (table === null) return null
      const { crc, localDataCrc, ...shape } = table
      const slots = await shared(tablePath(id), crc)
      if (slots === null || slots.byteLength % 12 !== 0) return null
      const localData = localDataCrc === null ? null : await shared(localDataPath(id), localDataCrc)
      // An entry whose records are gone would answer with nothing: the list is compiled again.
      if (localDataCrc !== null && localData === null) return null
      const words = slots.length / Uint32Array.BYTES_PER_ELEMENT
      return { slots: new Uint32Array(slots.buffer, 0, words), ...shape, localData }
    },
    async remove(id) {
      for (const path of [textPath(id), newTextPath(id), tablePath(id), localDataPath(id)])
        await rm(path, { force: true })
    },
  }
}

const OF_A_LIST = /^([0-9a-f-]{36})\.(?:txt|txt\.new|table|data)$/

/**
 * Clears what is left of lists that are subscribed no more where a program could not end as it should. Beside an index that was set aside everything stays:
 * whoever mends it wants its lists back.
 */
async function removeStrays(folder: string, subscribed: ReadonlySet<string>): Promise<void> {
  const files = await readdir(folder)
  if (files.some((file) => file.startsWith('index.json.'))) return
  for (const file of files) {
    const id = OF_A_LIST.exec(file)?.[1]
    // One that cannot be removed does no harm.
    if (id !== undefined && !subscribed.has(id)) await rm(join(folder, file), { force: true }).catch(() => undefined)
  }
}
