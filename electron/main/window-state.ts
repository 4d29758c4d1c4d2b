import { join } from 'node:path'
import { z } from 'zod'
import { readJson, writeJson } from '../../core/system/json-file.ts'

const stateSchema = z.object({
  x: z.number().int().exactOptional(),
  y: z.number().int().exactOptional(),
  width: z.number().int().min(400),
  height: z.number().int().min(300),
  maximized: z.boolean(),
})

/** Where the window stood when it was last seen. Without x and y the system chooses. */
export type WindowState = z.output<typeof stateSchema>

export type Area = { x: number; y: number; width: number; height: number }

const FIRST: WindowState = { width: 1360, height: 860, maximized: false }
/** So much of the window must lie on a screen that a person can take hold of it. */
const GRIP = 80

const fileOf = (folder: string) => join(folder, 'window-state.json')

/** A missing or broken file is a first start: nothing is lost with it. */
export async function readWindowState(folder: string, screens: Area[]): Promise<WindowState> {
  const read = await readJson(fileOf(folder), stateSchema)
  return read.ok ? reachable(read.value, screens) : FIRST
}

export function writeWindowState(folder: string, state: WindowState): Promise<void> {
  return writeJson(fileOf(folder), state)
}

/** Lets the system place a window whose screen is no longer there. */
export function reachable(state: WindowState, screens: Area[]): WindowState {
  const { x, y, ...size } = state
  if (x === undefined || y === undefined) return size
  const onScreen = screens.some(
    (screen) =>
      x + state.width > screen.x + GRIP &&
      x < screen.x + screen.width - GRIP &&
      y >= screen.y &&
      y < screen.y + screen.height - GRIP
  )
  return onScreen ? state : size
}
