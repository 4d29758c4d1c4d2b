import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { registeredDomain } from '../../core/model/encoding.ts'
import { failed, ok, type Fault, type Result } from '../../core/system/result.ts'
import { placesWhere, readLabelledSet, sampled, subset, type LabelledSet } from './labelled-set.ts'

export const FILES = {
  train: 'train.tsv.gz',
  valid: 'valid.tsv.gz',
  test: 'test.tsv.gz',
  testTime: 'test_time.tsv.gz',
  threatfoxTrain: 'threatfox/train.csv.gz',
  threatfoxDev: 'threatfox/dev.csv.gz',
  threatfoxTest: 'threatfox/test.csv.gz',
  tunnelling: 'tunnelling/test.csv.gz',
} as const
export type SetName = keyof typeof FILES

/** What the lines of the table are measured on. `threatfoxApart`: its test without what shares a registered domain with its train. */
export type Sets = Record<Exclude<SetName, 'train' | 'threatfoxTrain'> | 'threatfoxApart', LabelledSet>

/** With `most`, an even sample of each: for a run that only shows that everything works. */
export async function readSets(data: string, most: number | null): Promise<Result<Sets, Fault>> {
  const missing = Object.values(FILES).find((file) => !existsSync(join(data, file)))
  if (missing !== undefined)
    return failed({ kind: 'not-found', message: `${join(data, missing)} is not there; --data names another folder` })
  const found: Partial<Record<SetName, LabelledSet>> = {}
  for (const name of ['valid', 'test', 'testTime', 'threatfoxDev', 'threatfoxTest', 'tunnelling'] as const) {
    const read = await readLabelledSet(join(data, FILES[name]))
    if (!read.ok) return read
    found[name] = sampled(read.value, most)
  }
  const trained = await readLabelledSet(join(data, FILES.threatfoxTrain))
  if (!trained.ok) return trained
  const domains = new Set(trained.value.names.map(registeredDomain))
  const { threatfoxTest } = found as Sets
  const apart = placesWhere(threatfoxTest, (at) => !domains.has(registeredDomain(threatfoxTest.names[at]!)))
  return ok({ ...(found as Sets), threatfoxApart: subset(threatfoxTest, apart) })
}
