import { probabilityOf, scoreOf } from '../../core/model/calibration.ts'
import {
  allCyrillic,
  altered,
  asciiLookAlike,
  charBot,
  oneCyrillicLetter,
  prefixed,
  type Alteration,
} from './alterations.ts'
import type { Judge } from './judge.ts'
import { placesWhere, type LabelledSet } from './labelled-set.ts'

/** What stands in front of registered names everywhere; the goal of the project names these. */
export const PREFIXES = ['mail', 'api', 'cdn', 'm', 'login', 's3'] as const
/** `www.` the encoder takes away; the last one training has never shown. */
const OTHER_PREFIXES = ['www', 'zx9'] as const

/** Rates of names at or above the stored thresholds; `notBenign` is what the product would not let pass unseen, its rule on unfamiliar names included. */
export type Called = { names: number; stored1: number; stored01: number; notBenign: number }

export type Robustness = {
  /** Benign registered names as they are, and with each prefix. */
  plain: Called
  prefixes: { prefix: string; called: Called; ratio: number | null }[]
  /** Over the six prefixes together: false positives at the 1 % threshold, times those without a prefix. */
  prefixRatio: number | null
  /** Malicious registered names as they are, and with the six prefixes together. */
  maliciousPlain: Called
  maliciousPrefixed: Called
  /** Made of benign registered names; none of them is anybody's, so being called is right. */
  imitations: { kind: string; called: Called }[]
}

const IMITATIONS: readonly [string, Alteration][] = [
  ['CharBot: two characters changed', charBot],
  ['one letter replaced by an ASCII look-alike', asciiLookAlike],
  ['one letter replaced by a Cyrillic look-alike (punycode)', oneCyrillicLetter],
  ['all letters Cyrillic look-alikes (punycode)', allCyrillic],
]
const SEED = 1

type Asked = Pick<Judge, 'card' | 'logits' | 'unfamiliar'>

export async function robustnessOf(judge: Asked, test: LabelledSet): Promise<Robustness> {
  const { benign, malicious } = registeredNames(test)
  const called = async (names: readonly string[]): Promise<Called> => calledOf(judge, names)
  const plain = await called(benign)
  const prefixes: Robustness['prefixes'] = []
  for (const prefix of [...PREFIXES, ...OTHER_PREFIXES]) {
    const with_ = await called(altered(benign, prefixed(prefix), SEED))
    prefixes.push({ prefix, called: with_, ratio: ratio(with_.stored1, plain.stored1) })
  }
  const asked = prefixes.filter(({ prefix }) => (PREFIXES as readonly string[]).includes(prefix))
  const mean = asked.reduce((sum, each) => sum + each.called.stored1, 0) / asked.length
  const imitations: Robustness['imitations'] = []
  for (const [kind, alteration] of IMITATIONS)
    imitations.push({ kind, called: await called(altered(benign, alteration, SEED)) })
  return {
    plain,
    prefixes,
    prefixRatio: ratio(mean, plain.stored1),
    maliciousPlain: await called(malicious),
    maliciousPrefixed: await called(PREFIXES.flatMap((prefix) => altered(malicious, prefixed(prefix), SEED))),
    imitations,
  }
}

/** Names that someone registered, without a sub-domain (`shape` is `e2ld`); all names where the file does not say. */
function registeredNames(test: LabelledSet): { benign: string[]; malicious: string[] } {
  const { shape } = test.columns
  const of = (label: number): string[] =>
    placesWhere(test, (at) => test.labels[at] === label && (shape === undefined || shape[at] === 'e2ld')).map(
      (at) => test.names[at]!
    )
  return { benign: of(0), malicious: of(1) }
}

async function calledOf({ card, ...judge }: Asked, names: readonly string[]): Promise<Called> {
  const [found, unfamiliar] = [await judge.logits(names), await judge.unfamiliar(names)]
  let [stored1, stored01, notBenign] = [0, 0, 0]
  found.forEach((logit, at) => {
    const probability = probabilityOf(logit, card.temperature)
    if (probability >= card.thresholds.unsure) stored1++
    if (probability >= card.thresholds.malicious) stored01++
    if (scoreOf(card, { logit, unfamiliar: unfamiliar[at] === 1 }).band !== 'benign') notBenign++
  })
  const share = (count: number): number => (names.length === 0 ? 0 : count / names.length)
  return { names: names.length, stored1: share(stored1), stored01: share(stored01), notBenign: share(notBenign) }
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}
