import { describe, expect, it } from 'vitest'
import type { DecisionEffect } from '../../../core/vetting/decision.ts'
import { effectText, reachText } from '../../../renderer/src/vetting/words.ts'

const reach = { names: 14, queries: 312, vettedBenign: 3, vettedMalicious: 0 }

function effect(change: Partial<DecisionEffect['decision']>, droppedAnswers = 3): DecisionEffect {
  const decision = {
    id: 4,
    time: 0,
    actor: 'analyst',
    names: ['shop.brightfern.example'],
    class: 'malicious' as const,
    note: '',
    undoes: null,
  }
  return {
    decision: { ...decision, ...change },
    droppedAnswers,
    counts: { 'not-vetted': 0, benign: 0, honeypot: 0, malicious: 1 },
  }
}

describe('what a decision will reach', () => {
  it('is said with the names that were vetted otherwise', () => {
    expect(reachText('malicious', reach)).toBe('Blocks 14 names: 312 queries of the last 30 days, 3 vetted benign')
  })

  it('does not mention names that already are what they become', () => {
    expect(reachText('benign', reach)).toBe('Lets 14 names pass: 312 queries of the last 30 days')
  })

  it('speaks of one name as one', () => {
    const one = { names: 1, queries: 1, vettedBenign: 0, vettedMalicious: 1 }
    expect(reachText('honeypot', one)).toBe(
      'Sends 1 name to the honeypot: 1 query of the last 30 days, 1 vetted malicious'
    )
  })
})

describe('what a decision did', () => {
  it('names the name and the cached answers that went', () => {
    expect(effectText(effect({}))).toBe(
      'shop.brightfern.example is malicious: blocked from now; 3 cached answers dropped'
    )
  })

  it('counts many names', () => {
    const many = effect({ names: ['a.example', 'b.example'], class: 'benign' }, 0)
    expect(effectText(many)).toBe('2 names are benign: allowed from now; no answer was cached')
  })

  it('says that it was undone', () => {
    expect(effectText(effect({ undoes: 3 }, 1))).toBe(
      'Undone: shop.brightfern.example as before; 1 cached answer dropped'
    )
  })

  it('shows what a name hides', () => {
    expect(effectText(effect({ names: ['evil\u202e.example'] }))).toContain('evil⟨U+202E⟩.example')
  })
})
