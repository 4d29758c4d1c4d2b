import type { KeyAction, KeyMap } from '../frame/keys.ts'
import { destination } from './cursor.ts'
import type { GridModel } from './use-grid.ts'

export type KeyedGrid<Row> = {
  grid: GridModel<Row>
  onOpen: ((row: Row) => void) | undefined
  /** Rows of one page of the sight. */
  page: () => number
  /** Some column has something to press. */
  acts: boolean
}

const MOVES: readonly [key: string, says: string][] = [
  ['ArrowDown', 'Next row'],
  ['ArrowUp', 'Previous row'],
  ['PageDown', 'A page on'],
  ['PageUp', 'A page back'],
  ['Home', 'First row'],
  ['End', 'Last row'],
]

export function isMove(chord: string): boolean {
  return MOVES.some(([key]) => chord === key || chord === `Shift+${key}`)
}

/** What the keys do in a grid; the same map works inside it and, for a screen's main grid, from anywhere on the screen. */
export function gridKeys<Row>({ grid, onOpen, page, acts }: KeyedGrid<Row>): KeyMap {
  const keys: Record<string, KeyAction> = {}
  const target = (key: string) => destination(key, grid.activeIndex, { total: grid.rows.total, page: page() }) ?? -1
  for (const [key, says] of MOVES) keys[key] = { says, run: () => when(target(key), grid.goTo) }
  const { active } = grid
  if (onOpen !== undefined && active !== undefined) keys['Enter'] = { says: 'Details', run: () => onOpen(active) }
  if (acts && active !== undefined) {
    keys['ArrowRight'] = { says: 'What can be pressed in the row', run: () => enter(grid) }
    keys['ArrowLeft'] = { says: 'Back to the row', run: grid.focus }
  }
  if (!grid.selectable) return keys
  for (const [key, says] of MOVES)
    keys[`Shift+${key}`] = { says: `Select up to: ${says.toLowerCase()}`, run: () => when(target(key), grid.extendTo) }
  keys['x'] = { says: 'Select or not', run: () => when(grid.activeIndex, grid.toggle) }
  keys[' '] = { says: 'Select or not', run: () => when(grid.activeIndex, grid.toggle) }
  keys['Ctrl+a'] = { says: 'Select all that match', run: grid.selectAll }
  if (grid.selected.size > 0) keys['Escape'] = { says: 'Select nothing', run: grid.clear }
  return keys
}

/** By way of the grid, which learns that the keyboard has come. */
function enter<Row>({ box, focus }: GridModel<Row>): void {
  focus()
  box.current?.querySelector<HTMLElement>('[role=row][data-active=true] :is(button, input)')?.focus()
}

function when(index: number, act: (index: number) => void): void {
  if (index >= 0) act(index)
}
