import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import type { Clock } from '../system/clock.ts'
import { fileFault } from '../system/file-fault.ts'
import { readJson, setAside, writeJson } from '../system/json-file.ts'
import { failed, ok, type Result } from '../system/result.ts'
import type { Endpoint } from '../resolver/endpoint.ts'
import { checkTogether, type SettingsFault } from './checks.ts'
import {
  defaultSettings,
  settingsChangeSchema,
  settingsSchema,
  type Settings,
  type SettingsChange,
} from './settings.ts'

export type SettingsChangeFault = SettingsFault | { kind: 'unavailable'; field: null; message: string }

/** `settings.json`: read once, written whole at each change. */
export interface SettingsStore {
  current(): Settings
  /** Written when it resolves; on a fault nothing has changed. `listening` is where the resolver answers, for upstreams that would loop. */
  change(change: SettingsChange, listening: Endpoint | null): Promise<Result<Settings, SettingsChangeFault>>
  onChange(listener: (settings: Settings) => void): () => void
  /** What a person should know of the opening. */
  readonly notices: readonly string[]
}

/**
 * Keys that this version does not know are kept in the file, so that going back from a newer version loses nothing. A broken file is moved
 * aside and the defaults hold. One that may not be read throws: starting on defaults would quietly drop what the person set.
 */
export async function openSettings({ file, clock }: { file: string; clock: Clock }): Promise<SettingsStore> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const { settings, unknown, notices } = await load(file, clock)
  const listeners = new Set<(settings: Settings) => void>()
  let current = settings
  let turn: Promise<unknown> = Promise.resolve()

  async function write(next: Settings): Promise<Result<Settings, SettingsChangeFault>> {
    try {
      await writeJson(file, { ...unknown, ...next })
    } catch (error) {
      return failed({ kind: 'unavailable', field: null, message: `${file} cannot be written: ${fileFault(error)}` })
    }
    current = next
    for (const listener of listeners) listener(next)
    return ok(next)
  }

  async function apply(
    change: SettingsChange,
    listening: Endpoint | null
  ): Promise<Result<Settings, SettingsChangeFault>> {
    const parsed = settingsSchema.safeParse({ ...current, ...said(change) })
    if (!parsed.success) return failed(schemaFault(parsed.error))
    const fault = checkTogether(parsed.data, listening)
    return fault === null ? write(parsed.data) : failed(fault)
  }

  return {
    notices,
    current: () => current,
    change(change, listening) {
      const mine = turn.then(() => apply(change, listening))
      turn = mine.catch(() => undefined)
      return mine
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

type Loaded = { settings: Settings; unknown: Record<string, unknown>; notices: string[] }

async function load(file: string, clock: Clock): Promise<Loaded> {
  const read = await readJson(file, z.looseObject(settingsChangeSchema.shape))
  if (read.ok) {
    const known = Object.keys(settingsSchema.shape)
    const unknown = Object.fromEntries(Object.entries(read.value).filter(([key]) => !known.includes(key)))
    return { settings: settingsSchema.parse({ ...defaultSettings, ...said(read.value) }), unknown, notices: [] }
  }
  if (read.fault.kind === 'unreadable') throw new Error(read.fault.message)
  if (read.fault.kind === 'absent') return { settings: defaultSettings, unknown: {}, notices: [] }
  const kept = await setAside(file, clock.now())
  const notice = `${read.fault.message}. The defaults hold; the file was kept as ${kept}.`
  return { settings: defaultSettings, unknown: {}, notices: [notice] }
}

/** What was not sent must not stand in for what is set. */
function said(change: SettingsChange): Partial<Settings> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
}

function schemaFault(error: z.ZodError): SettingsFault {
  const issue = error.issues[0]
  const field = issue?.path.join('.') ?? ''
  return { kind: 'bad-input', field, message: `${field}: ${issue?.message ?? 'it does not fit'}` }
}
