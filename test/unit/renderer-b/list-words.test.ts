import { describe, expect, it } from 'vitest'
import type { ListSummary } from '../../../core/lists/list.ts'
import { addedText, localDataText, previewText, removalText, restoredText } from '../../../renderer/src/lists/words.ts'

const list: ListSummary = {
  id: 'ads',
  name: 'Trackers',
  effect: 'block',
  answer: 'usual',
  fetching: null,
  format: 'hosts',
  source: '/lists/trackers.hosts',
  enabled: true,
  addedAt: 0,
  loadedAt: 0,
  names: 1200,
  repeated: 0,
  broken: 0,
  localData: 0,
  bytes: 20_000,
  hits: 31,
  fault: null,
}

describe('a list before it is added', () => {
  it('is said for what it seems to be', () => {
    const preview = {
      format: 'domains' as const,
      names: 12_045,
      repeated: 31,
      broken: 1,
      localData: 0,
      brokenLines: [],
      sample: [],
    }
    expect(previewText(preview)).toBe('plain domains · 12,045 names · 31 repeated · 1 broken line')
  })

  it('says how many names it would answer itself, and that nothing is broken', () => {
    const preview = {
      format: 'rpz' as const,
      names: 12,
      repeated: 0,
      broken: 0,
      localData: 3,
      brokenLines: [],
      sample: [],
    }
    expect(previewText(preview)).toBe('RPZ zone · 12 names · 3 of them answered with its own records · no broken line')
  })
})

describe('a list that answers itself', () => {
  it.each([
    [{}, '3 names, with records of the file'],
    [{ answer: 'nxdomain' as const }, '3 names, with records of the file; its answer above comes before them'],
    [{ effect: 'honeypot' as const }, '3 names, with records of the file; its effect above comes before them'],
  ])('%j: %s', (change, text) => {
    expect(localDataText({ ...list, localData: 3, ...change })).toBe(text)
  })
})

it('says of a list of one name that it decides', () => {
  expect(addedText({ ...list, names: 1 })).toBe('Trackers: 1 name decides from now')
  expect(addedText(list)).toBe('Trackers: 1,200 names decide from now')
})

describe('the removal of a list', () => {
  it('says what will no longer happen', () => {
    expect(removalText(list)).toBe('1,200 names will no longer be blocked; it decided 31 answers since the start.')
    expect(removalText({ ...list, effect: 'allow', hits: 0 })).toBe(
      '1,200 names will no longer be let pass; it decided nothing since the start.'
    )
  })

  it('changes no answer when the list is off', () => {
    expect(removalText({ ...list, enabled: false })).toBe('1,200 names go; the list is off.')
    expect(removalText({ ...list, enabled: false, names: 1 })).toBe('1 name goes; the list is off.')
  })

  it('may be undone', () => {
    expect(restoredText(list)).toBe('Trackers is back as it was: 1,200 names decide')
    expect(restoredText({ ...list, enabled: false })).toBe('Trackers is back as it was, off')
  })
})
