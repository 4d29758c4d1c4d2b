import { createHash } from 'node:crypto'
import { createReadStream, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'

/** What is expensive to compute, by a key that holds all that it was computed from. Lies outside the repository; may be deleted at any time. */
export class ReportCache {
  readonly folder: string

  constructor(folder: string) {
    this.folder = folder
    for (const part of ['models', 'scores', 'logs']) mkdirSync(join(folder, part), { recursive: true })
  }

  async numbers(parts: readonly string[], compute: () => Float32Array | Promise<Float32Array>): Promise<Float32Array> {
    const file = join(this.folder, 'scores', `${keyOf(parts)}.f32`)
    if (existsSync(file)) {
      const bytes = readFileSync(file)
      return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
    }
    const computed = await compute()
    write(file, new Uint8Array(computed.buffer, computed.byteOffset, computed.byteLength))
    return computed
  }
}

export function keyOf(parts: readonly string[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(`${part.length}:${part}`)
  return hash.digest('hex').slice(0, 24)
}

export async function fileFingerprint(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

/** By one rename, so that a run which is ended leaves no half of a file. */
function write(file: string, content: string | Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true })
  const part = `${file}.${process.pid}.part`
  writeFileSync(part, content)
  renameSync(part, file)
}
