import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterAll, expect, test, vi } from 'vitest'
import { systemClock } from '../../../core/system/clock.ts'
import { threadOptions, threadUrl } from '../../../core/system/threads.ts'
import type { TrainingPlan } from '../../../core/training/plan.ts'
import { createTrainer, type Trainer } from '../../../core/training/trainer.ts'
import { asTsv, inventedNames } from '../../unit/invented-names.ts'

const folder = mkdtempSync(join(tmpdir(), 'interrupted-'))
const checkpointsFolder = join(folder, 'training')
const data = join(folder, 'names.tsv')
writeFileSync(data, asTsv(inventedNames(600)))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const plan: TrainingPlan = {
  start: { kind: 'new', architecture: 'mlbridge-cnn', parameters: {} },
  epochs: 200,
  batchSize: 64,
  sampleSize: null,
  seed: 1,
  files: [{ path: data, assumedLabel: null }],
  vettedWeight: 1,
}

let ids = 0
const workers: Worker[] = []
const makeTrainer = () =>
  createTrainer({
    clock: systemClock,
    modelsFolder: join(folder, 'models'),
    shippedFolder: join(folder, 'none'),
    checkpointsFolder,
    version: '1.0.0',
    replayFile: null,
    newId: () => String(++ids).padStart(8, '0'),
    launch(workerData) {
      const worker = new Worker(threadUrl('trainer'), { ...threadOptions('trainer'), workerData })
      workers.push(worker)
      return worker
    },
  })

/** Starts a run and ends its thread, as a crash of the library would, when `epochs` of them are behind. */
async function brokenOff(trainer: Trainer, epochs: number): Promise<string> {
  const ended = new Promise<void>((resolve) =>
    trainer.on((event) => {
      if (event.kind === 'point' && event.point.x > epochs) void workers.at(-1)!.terminate()
      if (event.kind === 'failed') resolve()
    })
  )
  const started = trainer.start(plan, [{ name: 'vetted-then.com', class: 'malicious' }])
  if (!started.ok) throw new Error(started.fault.message)
  await ended
  return started.value.id
}

test('a run whose thread ended is offered with what it had done, goes on with its names, and is not offered while it runs', async () => {
  await using trainer = makeTrainer()
  const runId = await brokenOff(trainer, 2)
  expect(trainer.runs()[0]).toMatchObject({ id: runId, state: 'failed', message: 'the trainer ended without a word' })
  const [offered] = trainer.interrupted()
  expect(offered).toMatchObject({ runId, plan, vetted: 1, description: 'names.tsv', fault: null })
  expect(offered!.epochs).toBeGreaterThanOrEqual(2)
  expect(offered!.bytes).toBeGreaterThan(1000)

  const resumed = trainer.resume(runId)
  expect(resumed).toMatchObject({ ok: true, value: { id: runId, state: 'running' } })
  expect(trainer.runs().map(({ id }) => id)).toEqual([runId])
  expect(trainer.runs()[0]!.points.length).toBeGreaterThan(0)
  expect(trainer.interrupted()).toEqual([])
  expect(trainer.discard(runId)).toMatchObject({ ok: false, fault: { kind: 'not-found' } })
  expect(trainer.start(plan, [])).toMatchObject({ ok: false, fault: { kind: 'busy' } })
  trainer.cancel(runId)
  await vi.waitFor(() => expect(trainer.runs()[0]!.state).toBe('cancelled'), 20_000)
  expect(readdirSync(checkpointsFolder)).toEqual([])
}, 60_000)

test('what was discarded is gone; a broken record is no run; the newest three are kept', async () => {
  await using trainer = makeTrainer()
  const first = await brokenOff(trainer, 0)
  expect(trainer.discard(first)).toEqual({ ok: true, value: null })
  expect(existsSync(join(checkpointsFolder, first))).toBe(false)
  const runs: string[] = []
  for (let at = 0; at < 4; at++) runs.push(await brokenOff(trainer, 0))
  expect(trainer.interrupted().map(({ runId }) => runId)).toEqual(runs.slice(1).reverse())
  writeFileSync(join(checkpointsFolder, runs[3]!, 'run.json'), '{')
  expect(trainer.interrupted().map(({ runId }) => runId)).toEqual([runs[2], runs[1]])
  writeFileSync(join(checkpointsFolder, runs[2]!, 'state.bin'), 'no checkpoint')
  const fault = 'the checkpoint cannot be read: it is damaged: it does not begin as one'
  expect(trainer.interrupted()[0]).toMatchObject({ runId: runs[2], epochs: 0, fault })
  expect(trainer.resume(runs[2]!)).toMatchObject({ ok: false, fault: { message: `${runs[2]} cannot go on: ${fault}` } })
  expect(trainer.resume('../models')).toMatchObject({ ok: false, fault: { kind: 'not-found' } })
}, 60_000)

test('a run that cannot be noted on disk does not begin', async () => {
  rmSync(checkpointsFolder, { recursive: true, force: true })
  writeFileSync(checkpointsFolder, 'a file where the folder should be')
  await using trainer = makeTrainer()
  expect(trainer.start(plan, [])).toMatchObject({
    ok: false,
    fault: {
      kind: 'unavailable',
      message: expect.stringMatching(/^the run could not be noted in .+\/training: /) as string,
    },
  })
})
