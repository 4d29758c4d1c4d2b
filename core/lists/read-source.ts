import { closeSync, constants, fstatSync, fsyncSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { fileFault } from '../system/file-fault.ts'
import { failed, type Result } from '../system/result.ts'
import { megabytes, readList, type ListReading, type ReadingFault } from './parse/read-list.ts'
import { MOST_LINES } from './entry.ts'
import { MOST_BYTES, MOST_NAMES, type ReadingTask } from './reading-task.ts'

/** What is made of a longer one V8 keeps among its large objects, and looks for their garbage much later (docs/decisions/0154). */
const PIECE = 32 * 1024
const LINE_FEED = 0x0a
/** Lines are counted in so many samples of this size, from one end of the text to the other: generated and sorted lists have longer lines further down. */
const SAMPLES = 16
const SAMPLE = 4 * 1024
/** Beyond what the samples promise; a wrong guess costs a copy of the table. */
const ROOM = 1.05

/**
 * Reads a file or a pasted text, piece by piece and synchronously: it runs on a thread of its own. What cannot be opened, and a file
 * system that fails on the way, is a fault in words.
 */
export function readSource(task: ReadingTask): Result<ListReading, ReadingFault> {
  const { source } = task
  try {
    if (source.kind === 'file') return readFile(source.path, task)
    const bytes = Buffer.from(source.text)
    const lines = linesIn(bytes.length, (at) => bytes.subarray(at, at + SAMPLE))
    return reading(pieces(bytes), lines, task)
  } catch (error) {
    return unreadable(fileFault(error))
  }
}

function readFile(path: string, task: ReadingTask): Result<ListReading, ReadingFault> {
  if (!isAbsolute(path)) return unreadable('write the whole path, from the root on')
  // Opening a pipe waits for someone to write into it.
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const status = fstatSync(file)
    if (status.isDirectory()) return unreadable('it is a folder, not a file')
    if (!status.isFile()) return unreadable('it is not an ordinary file')
    if (status.size > MOST_BYTES) {
      return unreadable(`it has ${megabytes(status.size)}; a list may have ${megabytes(MOST_BYTES)}`)
    }
    const sample = Buffer.allocUnsafe(SAMPLE)
    const lines = linesIn(status.size, (at) => sample.subarray(0, readSync(file, sample, 0, SAMPLE, at)))
    return reading(filePieces(file), lines, task)
  } finally {
    closeSync(file)
  }
}

/** How many lines a text of this size has, if all of it is as the samples are. */
function linesIn(size: number, sampleAt: (at: number) => Buffer): number {
  let [seen, feeds] = [0, 0]
  const step = Math.max(SAMPLE, Math.ceil(size / SAMPLES))
  // Each from the middle of its part: at their beginnings lines that get longer would count for too many.
  for (let at = (step - SAMPLE) >> 1; at < size; at += step) {
    const sample = sampleAt(at)
    seen += sample.length
    for (let feed = sample.indexOf(LINE_FEED); feed >= 0; feed = sample.indexOf(LINE_FEED, feed + 1)) feeds++
  }
  // The last line may have no end; a file that was cut off meanwhile has no samples.
  return seen === 0 ? 0 : 1 + (feeds * size) / seen
}

function reading(from: Iterable<Uint8Array>, lines: number, task: ReadingTask): Result<ListReading, ReadingFault> {
  const { seed, broken, copyTo } = task
  const expected = Math.min(MOST_NAMES, Math.ceil(lines * ROOM))
  const plan = { seed, broken, expected, mostBytes: MOST_BYTES, mostNames: MOST_NAMES, mostLines: MOST_LINES }
  if (copyTo === null) return readList(from, plan)
  const copy = openCopy(copyTo)
  try {
    const result = readList(copied(from, copy), plan)
    fsyncSync(copy)
    if (!result.ok) rmSync(copyTo, { force: true })
    return result
  } catch (error) {
    rmSync(copyTo, { force: true })
    throw error
  } finally {
    closeSync(copy)
  }
}

function* copied(from: Iterable<Uint8Array>, copy: number): Generator<Uint8Array> {
  for (const piece of from) {
    write(copy, piece)
    yield piece
  }
}

function openCopy(path: string): number {
  try {
    return openSync(path, 'w', 0o600)
  } catch (error) {
    throw new Error(`the copy of it cannot be kept: ${fileFault(error)}`, { cause: error })
  }
}

function write(copy: number, piece: Uint8Array): void {
  try {
    for (let at = 0; at < piece.length;) at += writeSync(copy, piece, at)
  } catch (error) {
    throw new Error(`the copy of it cannot be kept: ${fileFault(error)}`, { cause: error })
  }
}

/** One buffer serves all pieces: each is used up before the next is read. */
function* filePieces(file: number): Generator<Uint8Array> {
  const buffer = Buffer.allocUnsafe(PIECE)
  for (;;) {
    const length = readSync(file, buffer)
    if (length === 0) return
    yield buffer.subarray(0, length)
  }
}

function* pieces(bytes: Buffer): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE)
}

function unreadable(message: string): Result<never, ReadingFault> {
  return failed({ kind: 'unreadable', message })
}
