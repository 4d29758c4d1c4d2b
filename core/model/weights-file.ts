import { failed, ok, type Fault, type Result } from '../system/result.ts'

/** `eighth`: bytes times a scale, symmetric, for tables whose loss by it is not to be measured. */
export type StoredAs = 'float32' | 'eighth'
export type NamedWeights = { name: string; shape: number[]; values: Float32Array; as: StoredAs }

type Header = Record<
  string,
  { dtype: 'F32' | 'I8'; shape: number[]; data_offsets: [number, number] } | Record<string, string>
>

const LONGEST_HEADER = 1_000_000
const LENGTH = 8

/**
 * The layout is that of safetensors (8 bytes of length, a JSON header, the tensors one after the other, little-endian); the scales of 8-bit
 * tensors stand in its `__metadata__`, as text.
 */
export function writeWeights(weights: readonly NamedWeights[]): Uint8Array {
  const scales: Record<string, string> = {}
  const header: Header = {}
  const parts: Uint8Array[] = []
  let offset = 0
  for (const { name, shape, values, as } of weights) {
    const bytes =
      as === 'float32'
        ? new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
        : quantised(values, (scale) => (scales[name] = String(scale)))
    header[name] = { dtype: as === 'float32' ? 'F32' : 'I8', shape, data_offsets: [offset, offset + bytes.length] }
    parts.push(bytes)
    offset += bytes.length
  }
  header.__metadata__ = scales
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

/** Every tensor by name, as 32-bit floats. */
export function readWeights(
  file: Uint8Array
): Result<Map<string, { shape: number[]; values: Float32Array; as: StoredAs }>, Fault> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  if (file.length < LENGTH) return fault('it is too short')
  const headerLength = Number(view.getBigUint64(0, true))
  if (headerLength > LONGEST_HEADER || LENGTH + headerLength > file.length) return fault('its header is damaged')
  const header = parsed(file.subarray(LENGTH, LENGTH + headerLength))
  if (header === null) return fault('its header is not JSON')
  const body = file.subarray(LENGTH + headerLength)
  const scales = (header.__metadata__ ?? {}) as Record<string, string>
  const found = new Map<string, { shape: number[]; values: Float32Array; as: StoredAs }>()
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue
    const {
      dtype,
      shape,
      data_offsets: offsets,
    } = entry as { dtype: string; shape: number[]; data_offsets: [number, number] }
    const count = shape.reduce((product, size) => product * size, 1)
    const width = dtype === 'F32' ? 4 : 1
    if ((dtype !== 'F32' && dtype !== 'I8') || offsets[1] > body.length || offsets[1] - offsets[0] !== count * width) {
      return fault(`the tensor "${name}" does not fit the file`)
    }
    // A copy: the tensors start at any byte of the file, and what is read as floats has to be aligned.
    const bytes = new Uint8Array(body.subarray(offsets[0], offsets[1]))
    const values =
      dtype === 'F32' ? new Float32Array(bytes.buffer) : restored(new Int8Array(bytes.buffer), Number(scales[name]))
    found.set(name, { shape, values, as: dtype === 'F32' ? 'float32' : 'eighth' })
  }
  return ok(found)
}

function quantised(values: Float32Array, keepScale: (scale: number) => void): Uint8Array {
  let largest = 0
  for (const value of values) largest = Math.max(largest, Math.abs(value))
  const scale = largest === 0 ? 1 : largest / 127
  keepScale(scale)
  const bytes = new Int8Array(values.length)
  for (let at = 0; at < values.length; at++) bytes[at] = Math.round(values[at]! / scale)
  return new Uint8Array(bytes.buffer)
}

function restored(bytes: Int8Array, scale: number): Float32Array {
  const values = new Float32Array(bytes.length)
  for (let at = 0; at < bytes.length; at++) values[at] = bytes[at]! * scale
  return values
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
