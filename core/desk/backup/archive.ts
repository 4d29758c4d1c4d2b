import { createReadStream, createWriteStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { failed, ok, type Result } from '../../system/result.ts'

/** A plain file in an archive: its path with slashes, and its bytes piece by piece. */
export type Entry = { path: string; bytes: number; content: AsyncIterable<Uint8Array> }

const BLOCK = 512
/** `prefix/name` of a ustar header. */
const LONGEST_NAME = 100
const LARGEST = 8 ** 11 - 1

/** Gzipped ustar (POSIX.1-1988) of plain files, so that any `tar` can look into it. Synced when it resolves. */
export async function writeArchive(file: string, entries: AsyncIterable<Entry>): Promise<void> {
  await pipeline(blocks(entries), createGzip({ level: 6 }), createWriteStream(file, { mode: 0o600, flags: 'wx' }))
  const handle = await open(file, 'r+')
  await handle.sync()
  await handle.close()
}

async function* blocks(entries: AsyncIterable<Entry>): AsyncGenerator<Uint8Array> {
  for await (const { path, bytes, content } of entries) {
    yield header(path, bytes)
    let written = 0
    for await (const piece of content) {
      written += piece.length
      yield piece
    }
    if (written !== bytes) throw new Error(`${path} has changed while it was read`)
    yield Buffer.alloc((BLOCK - (bytes % BLOCK)) % BLOCK)
  }
  yield Buffer.alloc(2 * BLOCK)
}

function header(path: string, bytes: number): Buffer {
  const cut = path.length <= LONGEST_NAME ? -1 : path.lastIndexOf('/', path.length - 1)
  const [prefix, name] = cut < 0 ? ['', path] : [path.slice(0, cut), path.slice(cut + 1)]
  if (Buffer.byteLength(name) > LONGEST_NAME || prefix.length > 155 || bytes > LARGEST)
    throw new Error(`${path} does not fit into an archive`)
  const block = Buffer.alloc(BLOCK)
  const number = (value: number, at: number, length: number) =>
    block.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at)
  block.write(name, 0)
  number(0o600, 100, 8)
  number(0, 108, 8)
  number(0, 116, 8)
  number(bytes, 124, 12)
  number(0, 136, 12)
  block.write('        0', 148)
  block.write('ustar\u000000', 257)
  block.write(prefix, 345)
  block.write(`${checksum(block).toString(8).padStart(6, '0')}\0 `, 148)
  return block
}

/** The sum of a header's bytes, with its own place taken as blanks. */
function checksum(block: Uint8Array): number {
  return block.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 32 : byte), 0)
}

export type ArchiveFault = { kind: 'broken'; message: string }

/** Hands each plain file to `take`, in order; its content has to be read to the end. What is no such archive is a fault with its reason. */
export async function readArchive(
  file: string,
  take: (entry: Entry) => Promise<void>
): Promise<Result<null, ArchiveFault>> {
  const unpacked = createGunzip()
  // What the file's reading fails with comes out of the reader below.
  pipeline(createReadStream(file), unpacked).catch(() => undefined)
  const reader = byteReader(unpacked)
  try {
    for (;;) {
      const block = await reader.exactly(BLOCK)
      if (block === null || block.every((byte) => byte === 0)) return ok(null)
      const read = readHeader(block)
      if (read === null) return failed({ kind: 'broken', message: 'it is not a backup of the workstation' })
      await take({ ...read, content: reader.pieces(read.bytes) })
      await reader.exactly((BLOCK - (read.bytes % BLOCK)) % BLOCK)
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (!code.startsWith('Z_') && !(error instanceof CutOff)) throw error
    return failed({ kind: 'broken', message: 'it is not a whole gzip file: cut off, or something else' })
  } finally {
    unpacked.destroy()
  }
}

class CutOff extends Error {}

function readHeader(block: Buffer): { path: string; bytes: number } | null {
  const text = (at: number, length: number) => block.toString('utf8', at, at + length).replace(/\0.*$/s, '')
  if (text(257, 5) !== 'ustar' || parseInt(text(148, 8), 8) !== checksum(block)) return null
  if (!['0', '\0', ''].includes(text(156, 1))) return null
  const prefix = text(345, 155)
  const bytes = parseInt(text(124, 12), 8)
  return !(bytes >= 0) ? null : { path: prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`, bytes }
}

function byteReader(source: AsyncIterable<Buffer>) {
  const pieces = source[Symbol.asyncIterator]()
  let rest: Buffer = Buffer.alloc(0)

  async function upTo(bytes: number): Promise<Buffer | null> {
    if (rest.length === 0) {
      const next = await pieces.next()
      if (next.done === true) return null
      rest = next.value
    }
    const taken = rest.subarray(0, bytes)
    rest = rest.subarray(taken.length)
    return taken
  }

  return {
    /** Null at the end of the source; one that ends in the middle is cut off. */
    async exactly(bytes: number): Promise<Buffer | null> {
      const parts: Buffer[] = []
      for (let left = bytes; left > 0;) {
        const part = await upTo(left)
        if (part === null && parts.length === 0) return null
        if (part === null) throw new CutOff()
        parts.push(part)
        left -= part.length
      }
      return Buffer.concat(parts)
    },
    async *pieces(bytes: number): AsyncGenerator<Buffer> {
      for (let left = bytes; left > 0;) {
        const part = await upTo(left)
        if (part === null) throw new CutOff()
        left -= part.length
        yield part
      }
    },
  }
}
