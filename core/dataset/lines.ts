import { constants, createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { createGunzip } from 'node:zlib'
import { failed, ok, type Fault, type Result } from '../system/result.ts'

/** One-based, as people count lines. `cut` where the line was longer than any name could make it. */
export type Line = { number: number; text: string; cut: boolean }

const LONGEST_LINE = 8192
const GZIP = [0x1f, 0x8b]
/** Of text, unpacked: some minutes of reading. Five million rows of names with their columns are half of it. */
export const MOST_BYTES = 1_000_000_000
const TOO_LARGE = `it is larger than ${MOST_BYTES / 1_000_000_000} GB of text, more than one run reads; divide it`

/**
 * Reads a text file, compressed or not, line by line, whatever its size: only one piece of it stands in memory. `take` may say that
 * it has had enough. The fault is for a file that cannot be read to where it was wanted.
 */
export async function readLines(
  path: string,
  take: (line: Line) => boolean
): Promise<Result<{ compressed: boolean }, Fault>> {
  try {
    const { compressed, size } = await kindOf(path)
    if (!compressed && size > MOST_BYTES) return failed({ kind: 'unreadable', message: TOO_LARGE })
    const file = createReadStream(path, { highWaterMark: 1 << 18 })
    const bytes = compressed ? file.pipe(createGunzip()) : file
    // A pipe does not hand on the error of its source.
    if (compressed) file.on('error', (error) => bytes.destroy(error))
    const splitter = new LineSplitter(take)
    for await (const piece of bytes) {
      const more = splitter.add(piece as Uint8Array)
      if (splitter.binary !== null) return failed({ kind: 'unreadable', message: splitter.binary })
      if (splitter.bytes > MOST_BYTES) return failed({ kind: 'unreadable', message: TOO_LARGE })
      if (!more) break
    }
    splitter.end()
    return ok({ compressed })
  } catch (error) {
    return failed({ kind: 'unreadable', message: reasonOf(error) })
  }
}

class LineSplitter {
  /** Why it is no text that can be read. */
  binary: string | null = null
  bytes = 0
  readonly #take: (line: Line) => boolean
  readonly #decoder = new TextDecoder()
  #rest = ''
  #cut = false
  #number = 0
  #more = true

  constructor(take: (line: Line) => boolean) {
    this.#take = take
  }

  add(piece: Uint8Array): boolean {
    if (this.bytes === 0 && isUtf16(piece)) this.binary = 'it is UTF-16 text; save it as UTF-8'
    else if (piece.includes(0)) this.binary = 'it is not a text file (it holds zero bytes)'
    this.bytes += piece.length
    const text = this.#rest + this.#decoder.decode(piece, { stream: true })
    let from = 0
    for (let end = text.indexOf('\n'); end >= 0 && this.#more && this.binary === null; end = text.indexOf('\n', from)) {
      this.#emit(text.slice(from, end))
      from = end + 1
    }
    this.#rest = text.slice(from)
    if (this.#rest.length > LONGEST_LINE) {
      this.#rest = this.#rest.slice(0, LONGEST_LINE)
      this.#cut = true
    }
    return this.#more
  }

  end(): void {
    if (this.#rest !== '' && this.#more) this.#emit(this.#rest)
  }

  #emit(text: string): void {
    const plain = text.endsWith('\r') ? text.slice(0, -1) : text
    const cut = this.#cut || plain.length > LONGEST_LINE
    this.#cut = false
    this.#more = this.#take({ number: ++this.#number, text: cut ? plain.slice(0, LONGEST_LINE) : plain, cut })
  }
}

/** By its first bytes, whatever it is called. Throws for what is no ordinary file: opening a pipe would wait for someone to write into it. */
async function kindOf(path: string): Promise<{ compressed: boolean; size: number }> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const status = await file.stat()
    if (status.isDirectory()) throw new Error('it is a folder')
    if (!status.isFile()) throw new Error('it is not an ordinary file')
    const { buffer, bytesRead } = await file.read(new Uint8Array(2), 0, 2, 0)
    return { compressed: bytesRead === 2 && buffer[0] === GZIP[0] && buffer[1] === GZIP[1], size: status.size }
  } finally {
    await file.close()
  }
}

/** By its byte order mark. */
function isUtf16([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return 'there is no such file'
  if (code === 'EISDIR') return 'it is a folder'
  if (code === 'EACCES' || code === 'EPERM') return 'this program may not read it'
  if (code?.startsWith('Z_') === true) return `its gzip compression is damaged (${message})`
  return message
}
