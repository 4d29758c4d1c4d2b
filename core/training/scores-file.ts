import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { Examples } from '../dataset/examples.ts'
import { SPLITS, type SplitName } from '../dataset/split.ts'
import { probabilityOf } from '../model/calibration.ts'

export type SplitLogits = Record<SplitName, Float32Array>

const LINES_AT_ONCE = 2000

/** Every name of a run with what the model says of it, so that the card's figures can be computed again by other means. */
export async function writeScores(
  path: string,
  given: { splits: Record<SplitName, Examples>; logits: SplitLogits; temperature: number }
): Promise<void> {
  await pipeline(Readable.from(pieces(given)), createGzip(), createWriteStream(path))
}

function* pieces(given: {
  splits: Record<SplitName, Examples>
  logits: SplitLogits
  temperature: number
}): Generator<string> {
  yield 'name\tsplit\tlabel\tlogit\tprobability\n'
  for (const split of SPLITS) {
    const { names, labels } = given.splits[split]
    const logits = given.logits[split]
    for (let from = 0; from < names.length; from += LINES_AT_ONCE) {
      yield names
        .slice(from, from + LINES_AT_ONCE)
        .map((name, offset) => {
          const logit = logits[from + offset]!
          return `${name}\t${split}\t${labels[from + offset]}\t${logit}\t${probabilityOf(logit, given.temperature)}\n`
        })
        .join('')
    }
  }
}
