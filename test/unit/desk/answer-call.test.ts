import { describe, expect, test } from 'vitest'
import { CallError } from '../../../core/contract/fault.ts'
import { valueOf } from '../../../core/desk/expect-value.ts'
import { answerCall } from '../../../core/desk/handlers.ts'
import { failed, ok } from '../../../core/system/result.ts'
import { fakeHandlers, noBugs } from '../../fakes/handlers.ts'

const nothing = { handlers: fakeHandlers({}), report: noBugs }

test('a call is answered with what its handler gives, from parsed arguments', async () => {
  const handlers = fakeHandlers({
    'history.checkFilter': ({ filter }) => Promise.resolve({ message: filter, at: filter.length }),
  })
  expect(await answerCall({ handlers, report: noBugs }, 'history.checkFilter', { filter: 'a', more: 1 })).toEqual({
    ok: true,
    value: { message: 'a', at: 1 },
  })
})

test.each<[string, unknown, unknown, object]>([
  ['no such call', 'lists.burn', {}, { message: 'there is no call named "lists.burn"', field: null }],
  ['what every object has', 'hasOwnProperty', {}, { field: null }],
  ['its prototype', '__proto__', {}, { message: 'there is no call named "__proto__"', field: null }],
  ['a name that is a number', 7, {}, { message: 'there is no call without a name', field: null }],
  ['no name', undefined, {}, { field: null }],
  ['no arguments', 'lists.reload', undefined, { field: null }],
  ['a wrong field', 'lists.reload', { id: 7 }, { field: 'id', message: expect.stringMatching(/^id: /) as string }],
  [
    'a field inside a field',
    'history.records',
    { criteria: { range: { from: 1, to: 2 }, filter: 7 }, offset: 0, limit: 1 },
    { field: 'criteria.filter' },
  ],
  [
    'one of many',
    'vetting.decide',
    { names: ['a.net', 'b..net'], class: 'benign', note: '' },
    { field: 'names.1', message: 'names.1: it has an empty label' },
  ],
])('%s is bad input, and the field that is wrong is named', async (_, name, args, fault) => {
  const reply = await answerCall(nothing, name, args)
  expect(reply).toEqual({ ok: false, fault: expect.objectContaining({ kind: 'bad-input', ...fault }) as object })
})

test('what a handler refuses crosses as it is, and is no bug', async () => {
  const fault = { kind: 'not-found' as const, message: 'it is gone', field: 'id' }
  const handlers = fakeHandlers({ 'lists.reload': () => Promise.reject(new CallError(fault)) })
  expect(await answerCall({ handlers, report: noBugs }, 'lists.reload', { id: 'a' })).toEqual({ ok: false, fault })
})

test.each([
  ['rejects', () => Promise.reject(new Error('x is not a function'))],
  [
    'throws before it has a promise',
    () => {
      throw new Error('x is not a function')
    },
  ],
])('a handler that %s is a bug: reported with its stack, told by its message', async (_, handler) => {
  const reported: unknown[] = []
  const handlers = fakeHandlers({ 'lists.all': handler })
  const reply = await answerCall({ handlers, report: (bug) => reported.push(bug) }, 'lists.all', {})
  expect(reply).toEqual({ ok: false, fault: { kind: 'bug', message: 'x is not a function', field: null } })
  expect(reported).toEqual([expect.objectContaining({ stack: expect.stringContaining('answer-call.test') as string })])
})

describe('valueOf', () => {
  test('gives a value as it is', () => {
    expect(valueOf(ok(null))).toBeNull()
  })

  test.each([
    [
      { kind: 'busy', message: 'later' },
      { kind: 'busy', message: 'later', field: null },
    ],
    [
      { kind: 'bad-plan', message: 'no file' },
      { kind: 'bad-input', message: 'no file', field: null },
    ],
    [
      { kind: 'refused', message: 'no', field: 'id' },
      { kind: 'refused', message: 'no', field: 'id' },
    ],
  ])('throws the fault %j as a call has it', (fault, told) => {
    let thrown: unknown
    try {
      valueOf(failed(fault))
    } catch (error) {
      thrown = error
    }
    expect(thrown).toBeInstanceOf(CallError)
    expect((thrown as CallError).fault).toEqual(told)
  })
})
