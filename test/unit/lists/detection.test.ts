import { describe, expect, it } from 'vitest'
import { readList } from '../../../core/lists/parse/read-list.ts'
import { PLAN } from './reading-plan.ts'

const read = (lines: readonly string[]) => readList([Buffer.from(lines.join('\n'))], PLAN)
const remarks = (count: number, text = '# what this list is for') => Array.from({ length: count }, () => text)

describe('the format of a file', () => {
  it.each([
    ['hosts', ['0.0.0.0 a.example', '0.0.0.0 b.example']],
    ['adblock', ['||a.example^', '@@||b.example^', 'c.example']],
    ['wildcard', ['*.a.example', '*.c.example', 'b.example']],
  ])('is that of its lines, however long the head of remarks before them is: %s', (format, lines) => {
    expect(read([...remarks(250), '', ...lines])).toMatchObject({ ok: true, value: { format } })
  })

  it('is not Adblock for a head in boxes of "#"', () => {
    const head = ['##########', '## My list', '## Section one', '##########', '']
    const lines = ['0.0.0.0 a.example', '0.0.0.0 b.example', '0.0.0.0 c.example']
    expect(read([...head, ...lines])).toMatchObject({ ok: true, value: { format: 'hosts', names: 3, broken: 0 } })
  })

  it('is read when no line but remarks comes for long', () => {
    expect(read([...remarks(6000, '! nothing'), 'a.example'])).toMatchObject({
      ok: true,
      value: { format: 'domains', names: 1 },
    })
  })
})

describe('a web page in place of a list', () => {
  const page = [
    '<!DOCTYPE html>',
    '<html><head><style>',
    'body',
    '{ color: red }',
    '</style></head>',
    'Welcome',
    '</html>',
  ]

  it('is no list, also where words of it look like names', () => {
    expect(read(page)).toMatchObject({ ok: false, fault: { message: 'it is a web page, not a list' } })
  })

  it('is a broken line where it stands within a list', () => {
    const names = Array.from({ length: 20 }, (_, at) => `n${at}.example`)
    expect(read([...names, ...page])).toMatchObject({ ok: true, value: { names: 22 } })
  })
})
