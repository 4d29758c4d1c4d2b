import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { isPublicName } from '../../../core/dns/special-use.ts'
import { readCanaries } from '../../../core/registry/canary.ts'
import { openPromotions } from '../../../core/registry/promotions.ts'
import { wantedThresholdsSchema } from '../../../core/registry/changed-thresholds.ts'
import { openThresholdChanges } from '../../../core/registry/thresholds.ts'

const folder = mkdtempSync(join(tmpdir(), 'gate-'))
const file = join(folder, 'kept')
const clock = { now: () => 1_700_000_000_000, elapsed: () => 0 }
afterAll(() => rmSync(folder, { recursive: true }))
beforeEach(() => rmSync(file, { force: true }))

test('the canary list that ships holds some two hundred names of the public DNS', async () => {
  const canaries = await readCanaries(join(import.meta.dirname, '../../../resources/canary.txt'))
  if (!canaries.ok) throw new Error(canaries.fault.message)
  expect(canaries.value.length).toBeGreaterThan(200)
  expect(canaries.value).toContain('wikipedia.org')
  expect(canaries.value.filter((name) => !isPublicName(name))).toEqual([])
})

test('a canary list with a line that is no name says which', async () => {
  writeFileSync(file, '# names\n\nexample.com # documentation\nnot a name\n')
  expect(await readCanaries(file)).toMatchObject({
    ok: false,
    fault: { message: expect.stringContaining('line 4') as string },
  })
})

test('changed thresholds are there after a restart, and gone after a reset', async () => {
  const changes = await openThresholdChanges({ file, clock })
  await changes.set('a-model', { thresholds: { unsure: 0.5, malicious: 0.9 }, by: 'ada' })
  expect((await openThresholdChanges({ file, clock })).of('a-model')).toEqual({
    unsure: 0.5,
    malicious: 0.9,
    at: clock.now(),
    by: 'ada',
  })
  await changes.set('a-model', null)
  expect((await openThresholdChanges({ file, clock })).of('a-model')).toBeNull()
})

test('a broken file of thresholds is kept aside and said, and every card holds', async () => {
  writeFileSync(file, '{"a-model":{"unsure":"high"}}')
  const changes = await openThresholdChanges({ file, clock })
  expect(changes.of('a-model')).toBeNull()
  expect(changes.notices.join()).toContain(`every model has its card's thresholds; it was kept as ${file}.broken-`)
})

test.each([
  [{ unsure: 0.5, malicious: 0.4 }, 'malicious', /cannot be blocked before it is unsure/],
  [{ unsure: 0, malicious: 0.4 }, 'unsure', /above 0/],
  [{ unsure: 0.5, malicious: 1.2 }, 'malicious', /at most 1/],
  [{ unsure: Number.NaN, malicious: 0.9 }, 'unsure', /write a number/],
])('%j is refused at %s', (wanted, field, says) => {
  const issue = wantedThresholdsSchema.safeParse(wanted).error?.issues[0]
  expect(issue?.path).toEqual([field])
  expect(issue?.message).toMatch(says)
})

test('who served before is known after a restart, whatever a crash left behind', async () => {
  const promotions = await openPromotions({ file, clock })
  await promotions.add({ actor: 'ada', from: 'first', to: 'second', anyway: null })
  appendFileSync(file, '{"time":1,"act')
  const again = await openPromotions({ file, clock })
  expect(again.notices).toEqual([`${file}, line 2 holds no promotion and is passed over`])
  await again.add({ actor: 'ada', from: 'second', to: 'third', anyway: { reasons: ['less recall'], note: 'a trial' } })
  const last = await openPromotions({ file, clock })
  expect(['first', 'second', 'third', 'fourth'].map((id) => last.servedBefore(id))).toEqual([true, true, true, false])
  expect(last.all.at(-1)?.anyway).toEqual({ reasons: ['less recall'], note: 'a trial' })
  expect(readFileSync(file, 'utf8').trimEnd().split('\n')).toHaveLength(3)
})
