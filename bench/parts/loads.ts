import { setTimeout as pause } from 'node:timers/promises'
import type { DeskCalls } from './desk-calls.ts'
import { DAY } from './history.ts'
import { waitFor } from './product.ts'

/** Begins, and resolves with what ends it; that resolves with how often it was done. */
export type Load = () => Promise<() => Promise<number>>

type Training = { data: string; names: number }

/** Trains until it is ended: a run that ends, since it learned all it could, is followed by the next. */
export function training({ call }: DeskCalls, { data, names }: Training): Load {
  const begin = async (seed: number) => {
    const { id } = await call('training.start', {
      start: { kind: 'new', architecture: 'ngram-linear', parameters: {} },
      epochs: 500,
      batchSize: 64,
      sampleSize: names,
      seed,
      files: [{ path: data, assumedLabel: null }],
      vettedWeight: 0,
    })
    return id
  }
  const runOf = async (id: string) => (await call('training.runs', {})).find((run) => run.id === id)
  const fitting = async (id: string) => (await runOf(id))?.progress?.phase === 'fitting'
  return async () => {
    const ended = new AbortController()
    let begun = 1
    let id = await begin(begun)
    await waitFor('the training run to begin', () => fitting(id))
    const watching = (async () => {
      while (!ended.signal.aborted) {
        await pause(500)
        const state = (await runOf(id))?.state
        if (state === 'failed') throw new Error('the training run failed')
        if (state === 'finished') id = await begin(++begun)
      }
    })()
    return async () => {
      ended.abort()
      await watching
      if ((await runOf(id))?.state === 'running') await call('training.cancel', { runId: id })
      await waitFor('the training run to end', async () => (await runOf(id))?.state !== 'running')
      return begun
    }
  }
}

/** Searches that read all of the history, one after the other, as History asks for them: its timeline, its names, its clients, records far back. */
export function searching({ call }: DeskCalls, days: number): Load {
  const to = (Math.floor(Date.now() / DAY) + 1) * DAY
  const criteria = (filter: string) => ({ range: { from: to - days * DAY, to }, filter })
  return async () => {
    const ended = new AbortController()
    let done = 0
    const going = (async () => {
      while (!ended.signal.aborted) {
        // Another text each time, so that nothing is found in a cache of the desk.
        const filter = `name${done % 1000} ms:>${done % 7}`
        await call('history.timeline', { criteria: criteria(filter), period: null, minutesEastOfUtc: 0 })
        await call('history.names', {
          criteria: criteria(filter),
          tab: 'all',
          sort: { by: 'count', descending: true },
          offset: 0,
          limit: 100,
        })
        await call('history.clients', { criteria: criteria(filter), limit: 100 })
        await call('history.records', {
          criteria: criteria(`verdict:blocked ms:>${done % 50}`),
          offset: 500,
          limit: 100,
        })
        done++
      }
    })()
    return async () => {
      ended.abort()
      await going
      return done
    }
  }
}
