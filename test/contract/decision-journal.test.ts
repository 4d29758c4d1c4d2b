import { spawn } from 'node:child_process'
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DecisionDraft, Journal } from '../../core/vetting/journal.ts'
import { openJournal } from '../../core/vetting/journal-file.ts'

let place: string
let file: string
let open: Journal[] = []
const clock = { now: () => 1_700_000_000_000, elapsed: () => 0 }

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'journal-'))
  file = join(place, 'new', 'decisions.jsonl')
})

afterEach(async () => {
  for (const journal of open) await journal[Symbol.asyncDispose]()
  open = []
  rmSync(place, { recursive: true, force: true })
})

async function opened(): Promise<Journal> {
  const journal = await openJournal({ file, clock })
  open.push(journal)
  return journal
}

const draft = (...names: string[]): DecisionDraft => ({
  names,
  class: 'malicious',
  note: 'a "note"\nof two lines',
  actor: 'desk',
  undoes: null,
})

describe('the journal of decisions', () => {
  it('is empty at the first start', async () => {
    expect(await opened()).toMatchObject({ entries: [], notices: [], broken: [] })
  })

  it('numbers decisions from 1 and has them all again after a restart', async () => {
    const journal = await opened()
    const first = await journal.append(draft('a.example.com'))
    const second = await journal.append({ ...draft('a.example.com', 'b.example.com'), undoes: 1 })
    expect(first).toEqual({ ok: true, value: { id: 1, time: clock.now(), ...draft('a.example.com') } })
    const again = await opened()
    expect(again.entries).toEqual([first.ok && first.value, second.ok && second.value])
    expect(await again.append(draft('c.example.com'))).toMatchObject({ value: { id: 3 } })
  })

  it('keeps the order of decisions that are taken at the same time', async () => {
    const journal = await opened()
    await Promise.all(Array.from({ length: 20 }, (_, at) => journal.append(draft(`n${at}.example.com`))))
    const kept = (await opened()).entries
    const expected = Array.from({ length: 20 }, (_, at) => [at + 1, `n${at}.example.com`])
    expect(kept.map(({ id, names }) => [id, names[0]])).toEqual(expected)
  })

  it('cuts half a line at its end, says so, and goes on behind what was whole', async () => {
    await (await opened()).append(draft('a.example.com'))
    const whole = readFileSync(file, 'utf8')
    appendFileSync(file, whole.slice(0, 40))
    const journal = await opened()
    const words = 'ended in half a line, whose decision was never acknowledged and was cut: {"id":1'
    expect(journal.notices).toEqual([expect.stringContaining(words)])
    expect(readFileSync(file, 'utf8')).toBe(whole)
    await journal.append(draft('b.example.com'))
    expect(await opened()).toMatchObject({ entries: [{ id: 1 }, { id: 2 }], notices: [], broken: [] })
  })

  it.each([
    ['no JSON', 'what is this', 'it is not JSON'],
    ['no decision', '{"id":"x"}', 'id: Invalid input: expected number, received string'],
    ['a wrong name', taken('a b', 9), 'names.0: the label "a b" has a character that a host name cannot have'],
    ['a number given before', taken('z.example.com', 1), 'its number 1 was given before'],
    ['zeros after a power cut', '\0\0\0\0', 'it is not JSON'],
  ])(
    'reports a line in the middle that holds %s, and keeps all others and the line itself',
    async (_, line, reason) => {
      await (await opened()).append(draft('a.example.com'))
      appendFileSync(file, `${line}\n`)
      const journal = await opened()
      await journal.append(draft('b.example.com'))
      const again = await opened()
      expect(again.broken).toMatchObject([{ line: 2, reason }])
      expect(again.notices).toEqual([`${file}, line 2 holds no decision and has no effect: ${reason}.`])
      expect(again.entries.map(({ names }) => names[0])).toEqual(['a.example.com', 'b.example.com'])
      expect(readFileSync(file, 'utf8').split('\n')[1]).toBe(line)
    }
  )

  it('cannot be opened where its folder is a file', async () => {
    writeFileSync(join(place, 'new'), '')
    await expect(opened()).rejects.toThrow()
  })

  it('says in words that a decision was not kept', async () => {
    const journal = await opened()
    await journal[Symbol.asyncDispose]()
    open = []
    const result = await journal.append(draft('a.example.com'))
    expect(result).toMatchObject({ ok: false, fault: { kind: 'unavailable' } })
    expect(result.ok ? '' : result.fault.message).toMatch(/^the decision was not kept: /)
    expect((await opened()).entries).toEqual([])
  })

  it('still has the decision when the program is killed right behind its acknowledgement', async () => {
    const acknowledged = await killed({ itself: 7 })
    const journal = await opened()
    expect([acknowledged, journal.entries.length, journal.notices]).toEqual([7, 7, []])
  })

  it('has every acknowledged decision when the program is killed at any moment', async () => {
    for (let round = 1; round <= 4; round++) {
      const acknowledged = await killed({ byUsAfter: 20 * round })
      const journal = await opened()
      expect(journal.entries.length).toBeGreaterThanOrEqual(acknowledged)
      expect(journal.broken).toEqual([])
      const numbers = Array.from({ length: journal.entries.length }, (_, at) => at + 1)
      expect(journal.entries.map(({ id }) => id)).toEqual(numbers)
      for (const one of open.splice(0)) await one[Symbol.asyncDispose]()
    }
  })
})

function taken(name: string, id: number): string {
  return JSON.stringify({ ...draft(name), id, time: 1 })
}

/** A real process decides until it dies of SIGKILL: by its own hand behind a decision, or by ours. Says what it acknowledged last. */
async function killed({ itself, byUsAfter = Infinity }: { itself?: number; byUsAfter?: number }): Promise<number> {
  mkdirSync(join(place, 'new'), { recursive: true })
  const program = fileURLToPath(new URL('../fixtures/journal/decide-until-killed.ts', import.meta.url))
  const words = [program, file, ...(itself === undefined ? [] : [String(itself)])]
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.on('data', (bytes: Buffer) => {
    output += bytes.toString()
    if (output.split('\n').length > byUsAfter) child.kill('SIGKILL')
  })
  const signal = await new Promise<NodeJS.Signals | null>((resolve) => child.on('close', (_code, by) => resolve(by)))
  if (signal !== 'SIGKILL') throw new Error(`it ended by itself after ${output}`)
  return Number(output.split('\n').at(-2))
}
