import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { scoreExplanationSchema } from '../../../core/contract/names.ts'
import { createLabelledNames } from '../../../core/desk/labelled-names.ts'
import { explainScore } from '../../../core/desk/explain-score.ts'
import type { DomainName } from '../../../core/dns/name.ts'
import type { NameExplanation } from '../../../core/model/explain.ts'
import { asTsv } from '../invented-names.ts'

const folder = mkdtempSync(join(tmpdir(), 'labelled-'))
const replayFile = join(folder, 'replay.tsv')
writeFileSync(
  replayFile,
  asTsv([
    { name: 'gardenriver.com', label: 0 },
    { name: 'gardenrivers.com', label: 1 },
    { name: 'musicschool.org', label: 0 },
  ])
)
afterAll(() => rmSync(folder, { recursive: true }))

type Vetted = { name: string; class: 'benign' | 'malicious' | 'honeypot'; time: number }

function labelled(file = replayFile) {
  const names: Vetted[] = []
  const reports: string[] = []
  let told = (): void => undefined
  const vetting = {
    labelled: () => names,
    onChange(listener: (decided: never) => void) {
      told = listener as () => void
      return () => true
    },
  }
  const vet = (name: string, vettedClass: Vetted['class']) => {
    names.push({ name, class: vettedClass, time: 0 })
    told()
  }
  const known = createLabelledNames({ replayFile: file, vetting, report: (message) => reports.push(message) })
  return { known, vet, reports }
}

const asked = 'gardenriver.com' as DomainName

test('until the replay sample was read, nothing is said of near names', async () => {
  const { known } = labelled()
  expect(known.near(asked)).toBeNull()
  await known.read()
  expect(known.near(asked)).toEqual([
    { name: 'gardenriver.com', class: 'benign', source: 'replay-sample', distance: 0 },
    { name: 'gardenrivers.com', class: 'malicious', source: 'replay-sample', distance: 1 },
  ])
})

test('what the analyst vetted is compared with as soon as it is decided, before the sample at one distance', async () => {
  const { known, vet } = labelled()
  await known.read()
  known.near(asked)
  vet('gardenriver.co', 'honeypot')
  expect(known.near(asked)).toMatchObject([
    { distance: 0 },
    { name: 'gardenriver.co', class: 'honeypot', source: 'vetted', distance: 1 },
    { name: 'gardenrivers.com', source: 'replay-sample', distance: 1 },
  ])
})

test('a sample that cannot be read is told once, and vetted names are compared with', async () => {
  const { known, vet, reports } = labelled(join(folder, 'gone.tsv'))
  vet('gardenrivers.com', 'benign')
  await Promise.all([known.read(), known.read()])
  expect(known.near(asked)).toMatchObject([{ source: 'vetted' }])
  expect(reports).toEqual(['the replay sample cannot be compared with: gone.tsv: there is no such file'])
})

const explained: NameExplanation = {
  modelId: 'tiny',
  text: 'shop.de',
  logit: 1.5,
  probability: 0.8,
  characters: [0.5, -0.25, 0, 1, 0, 0.125, 2],
  labels: [
    { label: 'shop', weight: 1 },
    { label: 'de', weight: -1 },
  ],
  features: [{ kind: 'tld', token: 'de', share: -0.5 }],
}

function parts(explain: (name: string) => Promise<NameExplanation | null>, modelOff = false) {
  return { model: { explain }, modelOff: () => modelOff, labelled: labelled().known }
}

const surprise = () => Promise.reject(new Error('the model was asked'))

test('every character of the name has its weight, and a www. that was not read has none', async () => {
  const explanation = await explainScore(
    'www.shop.de' as DomainName,
    parts(async () => explained)
  )
  expect(scoreExplanationSchema.parse(explanation)).toEqual(explanation)
  expect(explanation.characters.map(({ character }) => character).join('')).toBe('www.shop.de')
  expect(explanation.characters.map(({ weight }) => weight)).toEqual([0, 0, 0, 0, ...explained.characters])
  expect(explanation.features).toEqual([{ kind: 'tld', token: 'de', text: 'TLD .de', weight: -0.5 }])
})

test.each([
  ['is switched off', 'shop.de', parts(surprise, true), 'model-off'],
  ['does not serve', 'shop.de', parts(async () => null), 'model-off'],
  ['is not asked about names of the home', 'printer.lan', parts(surprise), 'not-a-public-name'],
])('a model that %s explains nothing and says why', async (_, name, given, unexplained) => {
  const explanation = await explainScore(name as DomainName, given)
  expect(explanation).toMatchObject({
    name,
    modelId: null,
    unexplained,
    logit: null,
    probability: null,
    characters: [],
    features: null,
  })
})
