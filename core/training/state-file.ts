import { createHash } from 'node:crypto'
import { closeSync, fstatSync, fsyncSync, openSync, readFileSync, readSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { fileFault } from '../system/file-fault.ts'
import { failed, ok, type Fault, type Result } from '../system/result.ts'

/** Numbers of 32 bits, by name. */
export type NamedArrays = Map<string, Float32Array | Uint32Array>

/** `sparse`: the places that are not zero, then their values; a table of hashed features is mostly zeros. */
const arraySchema = z.object({
  name: z.string(),
  type: z.enum(['float32', 'uint32']),
  length: z
    .number()
    .int()
    .min(0)
    .max(2 ** 28),
  sparse: z.number().int().min(0).nullable(),
})
const headerSchema = z.object({ meta: z.unknown(), arrays: z.array(arraySchema).max(10_000) })

const MAGIC = Buffer.from('MLBRUN01')
const LENGTH = 8
const START = MAGIC.length + LENGTH
const DIGEST = 32
const LONGEST_HEADER = 64 * 1024 * 1024
const WORD = 4

/**
 * A small container for a run's state: magic, length of the header, a JSON header, the arrays one after the other (little-endian), and a SHA-256 of
 * all before it. Written beside the old file, synced, and renamed over it, so that a crash leaves the one or the other, whole. Blocks, since the
 * trainer's thread has nothing else to do. Throws what the file system throws.
 */
export function writeState(path: string, meta: unknown, arrays: NamedArrays): void {
  const parts = [...arrays].map(([name, values]) => packed(name, values))
  const header = Buffer.from(JSON.stringify({ meta, arrays: parts.map(({ entry }) => entry) }))
  const length = Buffer.alloc(LENGTH)
  length.writeBigUInt64LE(BigInt(header.length))
  const part = `${path}.part`
  const hash = createHash('sha256')
  const file = openSync(part, 'w', 0o600)
  try {
    for (const piece of [MAGIC, length, header, ...parts.flatMap(({ pieces }) => pieces)]) {
      hash.update(piece)
      writeAll(file, piece)
    }
    writeAll(file, hash.digest())
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(part, path)
  syncFolder(dirname(path))
}

/** The header's `meta` alone, without a look at the numbers. */
export function readMeta(path: string): Result<unknown, Fault> {
  return reading(path, (file) => {
    const start = bytesAt(file, 0, START)
    const header = headerOf(start, (length) => bytesAt(file, START, length))
    if (!header.ok) return header
    const { arrays, meta, length } = header.value
    const size = START + length + arrays.reduce((sum, entry) => sum + bytesOf(entry), 0) + DIGEST
    return fstatSync(file).size === size ? ok(meta) : damaged('it is not as long as it should be')
  })
}

export function readState(path: string): Result<{ meta: unknown; arrays: NamedArrays }, Fault> {
  return reading(path, (file) => {
    const all = readFileSync(file)
    const body = all.subarray(0, Math.max(0, all.length - DIGEST))
    const digest = createHash('sha256').update(body).digest()
    if (!digest.equals(all.subarray(body.length))) return damaged('its SHA-256 is not the one at its end')
    const header = headerOf(body.subarray(0, START), (length) => body.subarray(START, START + length))
    if (!header.ok) return header
    let at = START + header.value.length
    const arrays: NamedArrays = new Map()
    for (const entry of header.value.arrays) {
      arrays.set(entry.name, unpacked(entry, body.subarray(at, (at += bytesOf(entry)))))
    }
    return ok({ meta: header.value.meta, arrays })
  })
}

type Entry = z.infer<typeof arraySchema>

function packed(name: string, values: Float32Array | Uint32Array): { entry: Entry; pieces: Uint8Array[] } {
  const type = values instanceof Float32Array ? 'float32' : 'uint32'
  const entry = { name, type, length: values.length } as const
  // By their bits: a negative zero is kept too.
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length)
  let filled = 0
  for (const word of words) if (word !== 0) filled++
  if (filled * 2 >= words.length) return { entry: { ...entry, sparse: null }, pieces: [octets(words)] }
  const places = new Uint32Array(filled)
  const kept = new Uint32Array(filled)
  for (let at = 0, next = 0; at < words.length; at++) {
    if (words[at] === 0) continue
    places[next] = at
    kept[next++] = words[at]!
  }
  return { entry: { ...entry, sparse: filled }, pieces: [octets(places), octets(kept)] }
}

function unpacked({ type, length, sparse }: Entry, bytes: Uint8Array): Float32Array | Uint32Array {
  // A copy: a part of the file need not begin at a whole word.
  const stored = new Uint32Array(Uint8Array.from(bytes).buffer)
  const words = sparse === null ? stored : new Uint32Array(length)
  if (sparse !== null) for (let at = 0; at < sparse; at++) words[stored[at]!] = stored[sparse + at]!
  return type === 'float32' ? new Float32Array(words.buffer) : words
}

function bytesOf({ length, sparse }: Entry): number {
  return (sparse === null ? length : 2 * sparse) * WORD
}

function octets(words: Uint32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength)
}

type Header = z.infer<typeof headerSchema> & { length: number }

function headerOf(start: Uint8Array, read: (length: number) => Uint8Array): Result<Header, Fault> {
  if (start.length < START || !MAGIC.equals(start.subarray(0, MAGIC.length))) return damaged('it does not begin as one')
  const length = Number(Buffer.from(start).readBigUInt64LE(MAGIC.length))
  if (length > LONGEST_HEADER) return damaged('its header has no end')
  try {
    const header = headerSchema.safeParse(JSON.parse(Buffer.from(read(length)).toString('utf8')))
    return header.success ? ok({ ...header.data, length }) : damaged('its header is not what was expected')
  } catch {
    return damaged('its header is not JSON')
  }
}

function reading<T>(path: string, read: (file: number) => Result<T, Fault>): Result<T, Fault> {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch (error) {
    return failed({ kind: 'unreadable', message: fileFault(error) })
  }
  try {
    return read(file)
  } catch (error) {
    return failed({ kind: 'unreadable', message: fileFault(error) })
  } finally {
    closeSync(file)
  }
}

function bytesAt(file: number, position: number, length: number): Uint8Array {
  const bytes = Buffer.alloc(Math.min(length, fstatSync(file).size))
  return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, position))
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at)
}

/** A rename is only as lasting as its folder; Windows cannot open one, and needs not. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const file = openSync(folder, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

function damaged(why: string): Result<never, Fault> {
  return failed({ kind: 'damaged', message: `it is damaged: ${why}` })
}
