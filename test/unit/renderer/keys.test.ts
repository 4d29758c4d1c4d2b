import { afterEach, describe, expect, it } from 'vitest'
import { chordOf, dispatchKey, merged, register, type KeyMap } from '../../../renderer/src/frame/keys.ts'

const plain = { key: 'a', shiftKey: false, ctrlKey: false, metaKey: false, altKey: false }
const ends: (() => void)[] = []

afterEach(() => {
  for (const end of ends.splice(0)) end()
})

describe('a chord', () => {
  it.each([
    [{ key: 'b' }, 'b'],
    [{ key: '?', shiftKey: true }, '?'],
    [{ key: 'X', shiftKey: true }, 'X'],
    [{ key: 'ArrowDown', shiftKey: true }, 'Shift+ArrowDown'],
    [{ key: 'Enter', ctrlKey: true }, 'Ctrl+Enter'],
    [{ key: 'Enter', metaKey: true }, 'Ctrl+Enter'],
  ])('of %j is %s', (pressed, chord) => {
    expect(chordOf({ ...plain, ...pressed })).toBe(chord)
  })
})

describe('a pressed key', () => {
  it('goes to the part that registered it last', () => {
    const heard: string[] = []
    listen({ b: say(heard, 'frame'), '1': say(heard, 'frame one') })
    listen({ b: say(heard, 'screen') })
    expect([press('b'), press('1')]).toEqual([true, true])
    expect(heard).toEqual(['screen', 'frame one'])
  })

  it('goes to the part below again when the upper one left', () => {
    const heard: string[] = []
    listen({ b: say(heard, 'frame') })
    register({ title: 'Panel', keys: () => ({ b: say(heard, 'panel') }), shown: { title: 'Panel', keys: [] } })()
    press('b')
    expect(heard).toEqual(['frame'])
  })

  it('is left to a field in which somebody writes', () => {
    const heard: string[] = []
    listen({ b: say(heard, 'b'), 'Ctrl+Enter': say(heard, 'send') })
    expect(press('b', { inside: 'textarea' })).toBe(false)
    expect(press('Enter', { inside: 'textarea', ctrlKey: true })).toBe(true)
    expect(heard).toEqual(['send'])
  })

  it('is left to a button when it would press it', () => {
    const heard: string[] = []
    listen({ Enter: say(heard, 'enter'), b: say(heard, 'b') })
    expect(press('Enter', { inside: 'button' })).toBe(false)
    expect(press('b', { inside: 'button' })).toBe(true)
  })

  it('is left to an open dialog, but for the one that closes the overlay of keys', () => {
    const heard: string[] = []
    listen({ '2': say(heard, 'history'), '?': say(heard, 'keys') })
    expect([press('2', { inside: '[role=dialog]' }), press('?', { inside: '[role=dialog]' })]).toEqual([false, true])
  })

  it('does nothing once something else took it', () => {
    const heard: string[] = []
    listen({ b: say(heard, 'b') })
    expect(press('b', { defaultPrevented: true })).toBe(false)
  })
})

it('shows the keys of one title together, each once', () => {
  const groups = [
    { title: 'Everywhere', keys: [{ chord: '?', says: 'All keys' }] },
    { title: 'Live', keys: [{ chord: 'p', says: 'Hold' }] },
    {
      title: 'Everywhere',
      keys: [
        { chord: '/', says: 'Find' },
        { chord: '?', says: 'All keys' },
      ],
    },
  ]
  expect(merged(groups).map(({ title, keys }) => [title, keys.map((key) => key.chord).join(' ')])).toEqual([
    ['Everywhere', '? /'],
    ['Live', 'p'],
  ])
})

function listen(keys: KeyMap): void {
  ends.push(register({ title: 'Test', keys: () => keys, shown: { title: 'Test', keys: [] } }))
}

function say(heard: string[], what: string) {
  return { says: what, run: () => void heard.push(what) }
}

/** An event on an element that stands inside one that the selector names. */
function press(
  key: string,
  { inside = '', ...rest }: { inside?: string; ctrlKey?: boolean; defaultPrevented?: boolean } = {}
): boolean {
  const target = {
    closest: (selector: string) => (inside !== '' && selector.split(', ').includes(inside) ? target : null),
  }
  const event = {
    ...plain,
    key,
    defaultPrevented: false,
    isComposing: false,
    target,
    preventDefault: () => undefined,
    ...rest,
  }
  return dispatchKey(event as unknown as KeyboardEvent)
}
