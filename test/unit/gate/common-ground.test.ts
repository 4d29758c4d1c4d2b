import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Examples } from '../../../core/dataset/examples.ts'
import { findGround, type Rival } from '../../../core/desk/model-common-ground.ts'
import { writeScores } from '../../../core/training/scores-file.ts'
import { inventedNames } from '../invented-names.ts'

const folder = mkdtempSync(join(tmpdir(), 'ground-'))
afterAll(() => rmSync(folder, { recursive: true }))

const names = inventedNames(200)
const none: Examples = { names: [], labels: new Uint8Array(), weights: new Float32Array(), kinds: [] }
const testSplit: Examples = {
  names: names.map(({ name }) => name),
  labels: Uint8Array.from(names, ({ label }) => label),
  weights: new Float32Array(names.length).fill(1),
  kinds: names.map(() => null),
}

async function rival(id: string, test: Examples | null): Promise<Rival> {
  const own = join(folder, id)
  mkdirSync(own, { recursive: true })
  if (test !== null) {
    const logits = {
      training: new Float32Array(),
      validation: new Float32Array(),
      test: new Float32Array(test.names.length),
    }
    await writeScores(join(own, 'scores.tsv.gz'), {
      splits: { training: none, validation: none, test },
      logits,
      temperature: 1,
    })
  }
  return { card: { id, data: { fingerprint: id } }, folder: own } as unknown as Rival
}

const sampleOf =
  (turned: number, known = names.length) =>
  () =>
    Promise.resolve(
      new Map(names.slice(0, known).map(({ name, label }, at) => [name, (at < turned ? 1 - label : label) as 0 | 1]))
    )

test('beside a champion whose test names were not kept, a challenger is not judged by labels that the sample contradicts', async () => {
  const [champion, challenger] = [await rival('shipped', null), await rival('flipped', testSplit)]
  expect(await findGround(champion, challenger, sampleOf(200))).toEqual({
    kind: 'none',
    why: "the challenger's own test names would judge it, and of 200 that the labelled sample of the product knows too 200 have the other label there",
  })
  expect(await findGround(champion, challenger, sampleOf(5))).toMatchObject({ kind: 'none' })
})

test('a few mistakes, or names that the sample does not know, are no reason to refuse', async () => {
  const [champion, challenger] = [await rival('shipped', null), await rival('own', testSplit)]
  for (const sample of [sampleOf(4), sampleOf(49, 49), () => Promise.resolve(new Map<string, 0 | 1>())])
    expect(await findGround(champion, challenger, sample)).toMatchObject({ kind: 'names', ask: 'champion' })
})
