import { promisify } from 'node:util'
import { brotliCompressSync, brotliDecompress, constants } from 'node:zlib'
import { failed, ok, type Fault, type Result } from '../system/result.ts'

/**
 * `eighth`: bytes times a scale, symmetric, for tables whose loss by it is not to be measured; `packed`: in fewer steps, compressed, for
 * tables that are mostly zeros. `bytes`: whole numbers to 255, compressed.
 */
export type StoredAs = 'float32' | 'eighth' | 'packed' | 'bytes'
export type NamedWeights = { name: string; shape: number[] } & (
  { values: Float32Array; as: 'float32' | 'eighth' | 'packed' } | { values: Uint8Array; as: 'bytes' }
)
/** Of a table in 8 bits the bytes, which are `scale` times as much. */
export type StoredTensor = { shape: number[] } & (
  | { values: Float32Array; as: 'float32' }
  | { values: Int8Array; scale: number; as: 'eighth' | 'packed' }
  | { values: Uint8Array; as: 'bytes' }
)

type Header = Record<
  string,
  { dtype: 'F32' | 'I8' | 'U8'; shape: number[]; data_offsets: [number, number] } | Record<string, string>
>

const decompressed = promisify(brotliDecompress)

const LONGEST_HEADER = 1_000_000
const LENGTH = 8
const MOST_VALUES = 2 ** 28

/**
 * The layout is that of safetensors (8 bytes of length, a JSON header, the tensors one after the other, little-endian); the scales of 8-bit
 * tensors stand in its `__metadata__`, as text. A compressed tensor is a row of bytes, a Brotli stream; `__metadata__` has its real shape.
 */
export function writeWeights(weights: readonly NamedWeights[]): Uint8Array {
  const notes: Record<string, string> = {}
  const header: Header = {}
  const parts: Uint8Array[] = []
  let offset = 0
  for (const tensor of weights) {
    const { name, as } = tensor
    const plain = plainBytes(tensor, (scale) => (notes[name] = String(scale)))
    const compressed = as === 'packed' || as === 'bytes'
    const bytes = compressed ? squeezed(plain) : plain
    if (compressed) notes[`${name}.packed`] = JSON.stringify({ as, shape: tensor.shape })
    const shape = compressed ? [bytes.length] : tensor.shape
    const dtype = as === 'float32' ? 'F32' : as === 'eighth' ? 'I8' : 'U8'
    header[name] = { dtype, shape, data_offsets: [offset, offset + bytes.length] }
    parts.push(bytes)
    offset += bytes.length
  }
  header.__metadata__ = notes
  const json = new TextEncoder().encode(JSON.stringify(header))
  const start = LENGTH + Math.ceil(json.length / 8) * 8
  const file = new Uint8Array(start + offset).fill(32, LENGTH, start)
  new DataView(file.buffer).setBigUint64(0, BigInt(start - LENGTH), true)
  file.set(json, LENGTH)
  let at = start
  for (const part of parts) {
    file.set(part, at)
    at += part.length
  }
  return file
}

/** What the largest weight becomes. A packed table is one of millions of small weights, of which each name sums a hundred: their errors cancel. */
const STEPS = { eighth: 127, packed: 15 }

function plainBytes(tensor: NamedWeights, keepScale: (scale: number) => void): Uint8Array {
  const { values } = tensor
  if (tensor.as === 'bytes') return tensor.values
  if (tensor.as === 'float32') return new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
  return quantised(tensor.values, STEPS[tensor.as], keepScale)
}

/** Quality 5 packs 16 MB in a second; the last per cents would take a minute. */
function squeezed(bytes: Uint8Array): Uint8Array {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
  return brotliCompressSync(bytes, { params })
}

/** Every tensor by name, with the numbers that the file holds. What is compressed is unpacked beside the thread, which may have names to score. */
export async function readWeights(file: Uint8Array): Promise<Result<Map<string, StoredTensor>, Fault>> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  if (file.length < LENGTH) return fault('it is too short')
  const headerLength = Number(view.getBigUint64(0, true))
  if (headerLength > LONGEST_HEADER || LENGTH + headerLength > file.length) return fault('its header is damaged')
  const header = parsed(file.subarray(LENGTH, LENGTH + headerLength))
  if (header === null) return fault('its header is not JSON')
  const body = file.subarray(LENGTH + headerLength)
  const notes = (header.__metadata__ ?? {}) as Record<string, string>
  const found = new Map<string, StoredTensor>()
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue
    const {
      dtype,
      shape,
      data_offsets: offsets,
    } = entry as { dtype: string; shape: number[]; data_offsets: [number, number] }
    const count = shape.reduce((product, size) => product * size, 1)
    const width = dtype === 'F32' ? 4 : 1
    if (!['F32', 'I8', 'U8'].includes(dtype) || offsets[1] > body.length || offsets[1] - offsets[0] !== count * width) {
      return fault(`the tensor "${name}" does not fit the file`)
    }
    // A copy: the tensors start at any byte of the file, and what is read as floats has to be aligned.
    const bytes = new Uint8Array(body.subarray(offsets[0], offsets[1]))
    if (dtype === 'F32') found.set(name, { shape, values: new Float32Array(bytes.buffer), as: 'float32' })
    else if (dtype === 'I8')
      found.set(name, { shape, values: new Int8Array(bytes.buffer), scale: Number(notes[name]), as: 'eighth' })
    else {
      const unpacked = await unpack(bytes, notes[`${name}.packed`], Number(notes[name]))
      if (unpacked === null) return fault(`the tensor "${name}" cannot be unpacked`)
      found.set(name, unpacked)
    }
  }
  return ok(found)
}

function quantised(values: Float32Array, steps: number, keepScale: (scale: number) => void): Uint8Array {
  let largest = 0
  for (const value of values) largest = Math.max(largest, Math.abs(value))
  const scale = largest === 0 ? 1 : largest / steps
  keepScale(scale)
  const bytes = new Int8Array(values.length)
  for (let at = 0; at < values.length; at++) bytes[at] = Math.round(values[at]! / scale)
  return new Uint8Array(bytes.buffer)
}

/** Never more than the shape says: a file may come from elsewhere. */
async function unpack(bytes: Uint8Array, note: string | undefined, scale: number): Promise<StoredTensor | null> {
  const { as, shape } = note === undefined ? {} : (JSON.parse(note) as { as?: StoredAs; shape?: number[] })
  if (!Array.isArray(shape) || (as !== 'packed' && as !== 'bytes')) return null
  const count = shape.reduce((product, size) => product * size, 1)
  if (!(count <= MOST_VALUES)) return null
  try {
    const plain = await decompressed(bytes, { maxOutputLength: Math.max(1, count) })
    if (plain.length !== count) return null
    if (as === 'bytes') return { shape, values: plain, as }
    return { shape, values: new Int8Array(plain.buffer, plain.byteOffset, count), scale, as }
  } catch {
    return null
  }
}

function parsed(bytes: Uint8Array): Header | null {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Header
  } catch {
    return null
  }
}

function fault(message: string): Result<never, Fault> {
  return failed({ kind: 'bad-weights', message })
}
