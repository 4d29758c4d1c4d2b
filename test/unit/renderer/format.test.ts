import { describe, expect, it } from 'vitest'
import {
  bytes,
  counted,
  duration,
  milliseconds,
  percent,
  relativeTime,
  sentence,
} from '../../../renderer/src/design/format.ts'

const NOW = Date.UTC(2026, 10, 23, 12, 0, 0)
const ago = (seconds: number) => relativeTime(NOW - seconds * 1000, NOW)

describe('a time', () => {
  it.each([
    [0, 'now'],
    [1, 'now'],
    [5, 'now'],
    [6, '6 s ago'],
    [12, '12 s ago'],
    [59, '59 s ago'],
    [60, '1 min ago'],
    [3599, '59 min ago'],
    [3600, '1 h ago'],
    [86_399, '23 h ago'],
    [3 * 86_400, '3 d ago'],
    [-300, 'in 5 min'],
    [-30, 'in 30 s'],
  ])('%d seconds back reads %j', (seconds, text) => {
    expect(ago(seconds)).toBe(text)
  })

  it('of what was just done is never in the future, by a clock that moves every five seconds', () => {
    expect(ago(-4.9)).toBe('now')
  })

  it('of more than a month back is its day', () => {
    expect(ago(40 * 86_400)).toMatch(/2026/)
  })
})

it.each([
  [4, '4 s'],
  [60, '1 min'],
  [200, '3 min 20 s'],
  [3 * 3600 + 300, '3 h 5 min'],
  [86_400 * 2, '2 d'],
  [-5, '0 s'],
])('%d seconds last %j', (seconds, text) => {
  expect(duration(seconds)).toBe(text)
})

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1500, '1.5 kB'],
  [250_000_000, '250 MB'],
  [2_100_000_000, '2.1 GB'],
])('%d bytes read %j', (size, text) => {
  expect(bytes(size)).toBe(text)
})

it('says a dash where nothing was measured, never a nought', () => {
  expect([percent(null), milliseconds(null), percent(0)]).toEqual(['–', '–', '0.0 %'])
})

it('counts one in the singular', () => {
  expect([counted(1, 'name'), counted(0, 'name'), counted(2, 'query', 'queries')]).toEqual([
    '1 name',
    '0 names',
    '2 queries',
  ])
})

it('begins a fault like a sentence, but leaves the name of a host as it is', () => {
  expect([sentence('the store is away'), sentence('whois.nic.example did not answer')]).toEqual([
    'The store is away',
    'whois.nic.example did not answer',
  ])
})
