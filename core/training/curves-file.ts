import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { createGunzip } from 'node:zlib'
import { SPLITS } from '../dataset/split.ts'
import { SCORES_FILE } from '../model/model-folder.ts'
import { errorCode, fileFault } from '../system/file-fault.ts'
import { failed, ok, type Fault, type Result } from '../system/result.ts'
import type { SplitScores } from './curves.ts'
import type { SplitName } from './metrics-view.ts'

const HEADER = 'name\tsplit\tlabel\tlogit\tprobability'
/** A folder may come from elsewhere: what a small file unpacks to has an end. */
const MOST_CHARACTERS = 2_000_000_000
const LONGEST_LINE = 2000

export type ScoredName = { name: string; split: SplitName; label: 0 | 1; logit: number; probability: number }

export const NO_SCORES = 'no scores of single names were kept beside this model'

/** The scores of one split as they were written when the model was measured (scores-file.ts). The fault says why there are none. */
export async function readSplit(
  folder: string,
  split: SplitName
): Promise<Result<SplitScores & { logits: Float32Array }, Fault>> {
  const [names, labels, logits, probabilities]: [string[], number[], number[], number[]] = [[], [], [], []]
  const read = await eachScore(folder, (scored) => {
    if (scored.split !== split) return
    names.push(scored.name)
    labels.push(scored.label)
    logits.push(scored.logit)
    probabilities.push(scored.probability)
  })
  if (!read.ok) return read
  return ok({
    names,
    labels: Uint8Array.from(labels),
    logits: Float32Array.from(logits),
    probabilities: Float64Array.from(probabilities),
  })
}

/** Calls `take` for every name of every split, in the file's order. */
export async function eachScore(folder: string, take: (scored: ScoredName) => void): Promise<Result<null, Fault>> {
  const source = createReadStream(join(folder, SCORES_FILE))
  const unpacked = createGunzip()
  source.on('error', (error) => unpacked.destroy(error))
  try {
    const fault = await readLines(source.pipe(unpacked) as AsyncIterable<Buffer>, take)
    return fault === null ? ok(null) : unreadable(fault)
  } catch (error) {
    const code = errorCode(error)
    if (code === 'ENOENT') return failed({ kind: 'unavailable', message: NO_SCORES })
    return unreadable(code?.startsWith('Z_') === true ? 'it is damaged, or no gzip file' : fileFault(error))
  } finally {
    source.destroy()
  }
}

function unreadable(why: string): Result<never, Fault> {
  return failed({ kind: 'unavailable', message: `${SCORES_FILE} cannot be read: ${why}` })
}

async function readLines(pieces: AsyncIterable<Buffer>, take: (scored: ScoredName) => void): Promise<string | null> {
  let [line, characters, rest] = [0, 0, '']
  for await (const piece of pieces) {
    characters += piece.length
    if (characters > MOST_CHARACTERS) return 'it is larger than any run writes'
    // Names are ASCII: a piece never ends inside a character.
    const text = rest + piece.toString('latin1')
    let from = 0
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      const fault = readLine(text.slice(from, end), ++line, take)
      if (fault !== null) return `line ${line} ${fault}`
      from = end + 1
    }
    rest = text.slice(from)
    if (rest.length > LONGEST_LINE) return `line ${line + 1} has no end`
  }
  return line === 0 ? 'it is empty' : rest === '' ? null : 'it ends inside a line'
}

function readLine(text: string, line: number, take: (scored: ScoredName) => void): string | null {
  if (line === 1) return text === HEADER ? null : 'is not the header of scores'
  const [name = '', splitText, label, logitText, probabilityText, more] = text.split('\t')
  const split = SPLITS.find((known) => known === splitText)
  const [logit, probability] = [Number(logitText), Number(probabilityText)]
  const fits = name !== '' && (label === '0' || label === '1') && more === undefined && Number.isFinite(logit)
  if (split === undefined || !fits || !(probability >= 0 && probability <= 1)) return 'is no score of a name'
  take({ name, split, label: label === '1' ? 1 : 0, logit, probability })
  return null
}
