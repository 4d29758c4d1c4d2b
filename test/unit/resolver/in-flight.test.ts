import { encode } from 'dns-packet'
import { describe, expect, it } from 'vitest'
import { blankAsked } from '../../../core/dns/asked.ts'
import type { Door } from '../../../core/resolver/door.ts'
import { inFlightQuestions, type Pending, type Waiter } from '../../../core/resolver/in-flight.ts'

const door: Door = { transport: 0, stream: false, encrypted: false, send: () => undefined }
const from = { address: '127.0.0.1', port: 4000 }

/** All have one hash: what is the same has to be told apart by more than that. */
function asking(name: string): Waiter {
  const packet = encode({ type: 'query', id: 7, questions: [{ name, type: 'A' }] })
  const asked = { ...blankAsked(), nameEnd: packet.length - 4, questionEnd: packet.length, hash: 1 }
  return { asked, arrival: { packet, door, from, time: 0, elapsed: 0 }, view: 0 }
}

/** The first to ask something new. */
function first(joined: Pending | null | 'full'): Pending {
  if (joined === null || joined === 'full') throw new Error(`joined: ${joined}`)
  return joined
}

describe('questions in flight', () => {
  it('are no more than their limit; who asks the same may still wait, and one that is answered makes room', () => {
    const questions = inFlightQuestions({ inFlight: 2, waiters: 100 })
    const one = first(questions.join(asking('one.example')))
    first(questions.join(asking('two.example')))
    expect(questions.join(asking('three.example'))).toBe('full')
    expect(questions.join(asking('one.example'))).toBeNull()
    expect(questions.size).toBe(2)
    questions.leave(one)
    first(questions.join(asking('three.example')))
    expect(questions.join(asking('one.example'))).toBe('full')
  })

  it('have no more who wait than the limit, for whatever; an answer makes room for all who waited for it', () => {
    const questions = inFlightQuestions({ inFlight: 100, waiters: 3 })
    const one = first(questions.join(asking('one.example')))
    expect(questions.join(asking('one.example'))).toBeNull()
    const two = first(questions.join(asking('two.example')))
    expect(['one.example', 'three.example'].map((name) => questions.join(asking(name)))).toEqual(['full', 'full'])
    expect([one.waiters.length, two.waiters.length, questions.size]).toEqual([2, 1, 2])
    questions.leave(one)
    expect(questions.join(asking('two.example'))).toBeNull()
    expect(questions.join(asking('two.example'))).toBeNull()
    expect(questions.join(asking('two.example'))).toBe('full')
  })
})
