import { describe, expect, it } from 'vitest'
import type { VettingClass } from '../../../core/verdict/verdict.ts'
import type { Decision } from '../../../core/vetting/decision.ts'
import { fold } from '../../../core/vetting/state.ts'

/** `a=malicious`, or `undo 1`, one a step. */
function story(...steps: string[]): Decision[] {
  const decisions: Decision[] = []
  for (const [at, step] of steps.entries()) {
    const base = { id: at + 1, time: 1000 + at, actor: 'desk', note: `step ${at + 1}` }
    const undoes = /^undo (\d+)$/.exec(step)
    if (undoes !== null) {
      const taken = decisions[Number(undoes[1]) - 1]!
      decisions.push({ ...base, names: taken.names, class: taken.class, undoes: taken.id })
    } else {
      const [names, vetted] = step.split('=')
      decisions.push({ ...base, names: names!.split(','), class: vetted as VettingClass, undoes: null })
    }
  }
  return decisions
}

describe('what decisions add up to', () => {
  it.each<[string[], string, VettingClass]>([
    [[], 'a', 'not-vetted'],
    [['a=malicious'], 'a', 'malicious'],
    [['a=malicious', 'a=benign'], 'a', 'benign'],
    [['a=malicious', 'a=not-vetted'], 'a', 'not-vetted'],
    [['a=malicious', 'undo 1'], 'a', 'not-vetted'],
    [['a=malicious', 'a=benign', 'undo 2'], 'a', 'malicious'],
    [['a=malicious', 'a=not-vetted', 'undo 2'], 'a', 'malicious'],
    [['a=malicious', 'a,b=benign', 'undo 2'], 'b', 'not-vetted'],
    [['a=malicious', 'a,b=benign', 'undo 2', 'undo 1'], 'a', 'not-vetted'],
    [['a=malicious', 'undo 1', 'a=honeypot', 'undo 3'], 'a', 'not-vetted'],
    [['a=malicious', 'a=benign', 'undo 1'], 'a', 'benign'],
  ])('%j makes %s %s', (steps, name, expected) => {
    expect(fold(story(...steps)).classOf(name)).toBe(expected)
  })

  it('says which names a decision changed, and none that it left as they were', () => {
    const state = fold(story('a=malicious'))
    const [, next] = story('a=malicious', 'a,b=malicious')
    expect(state.apply(next!)).toEqual([{ name: 'b', class: 'malicious' }])
  })

  it('tells a name’s history, newest first, with what was taken back', () => {
    const history = fold(story('a=malicious', 'a=benign', 'undo 2')).history('a')
    expect(history).toEqual([
      { id: 2, time: 1001, actor: 'desk', class: 'benign', note: 'step 2', undone: true },
      { id: 1, time: 1000, actor: 'desk', class: 'malicious', note: 'step 1', undone: false },
    ])
  })

  it('takes back one decision after the other until none stands', () => {
    const steps = ['a=malicious', 'b=benign', 'a=honeypot']
    const state = fold(story(...steps))
    const taken: number[] = []
    for (
      let newest = state.standingDecision(null), id = 4;
      newest !== null;
      newest = state.standingDecision(null), id++
    ) {
      taken.push(newest.id)
      state.apply({ ...newest, id, undoes: newest.id })
    }
    expect([taken, state.counts()]).toEqual([[3, 2, 1], { 'not-vetted': 0, benign: 0, honeypot: 0, malicious: 0 }])
  })

  it('counts names by class', () => {
    expect(fold(story('a,b=malicious', 'c=benign', 'b=honeypot')).counts()).toEqual({
      'not-vetted': 0,
      benign: 1,
      honeypot: 1,
      malicious: 1,
    })
  })
})
