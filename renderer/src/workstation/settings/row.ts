import type { ReactNode } from 'react'
import type { WorkstationState } from '../../../../core/contract/workstation.ts'
import { defaultSettings } from '../../../../core/settings/settings.ts'
import type { SettingKey, SettingsForm } from '../use-settings.ts'
import { wordsOf, type Control } from './control.ts'

/** What stands below a setting's values is told of its state. */
export type Around = {
  form: SettingsForm
  page: WorkstationState['honeypotPage']
  commandLine: WorkstationState['commandLine']
}

/** One setting as a person knows it: it may be several values. */
export type Row = {
  title: string
  /** What it does, in the words of the person whom it serves. */
  does: string
  controls: readonly Control[]
  /** Facts and offers that belong to it. */
  below?: (around: Around) => ReactNode
}

export type RowGroup = { title: string; rows: readonly Row[] }

/** Short values stand in pairs, all else below one another. */
export function linesOfRow({ controls }: Row): Control[][] {
  const lines: Control[][] = []
  for (const control of controls) {
    const last = lines.at(-1)
    if (last?.length === 1 && isShort(control) && isShort(last[0]!)) last.push(control)
    else lines.push([control])
  }
  return lines
}

function isShort({ kind }: Control): boolean {
  return kind === 'number' || kind === 'text' || kind === 'address'
}

/** What goes back to its default with the row. */
export function keysOf({ controls }: Row): SettingKey[] {
  return [...new Set(controls.map(({ at }) => at.key))]
}

/** The default, as a person reads it. */
export function standardOf({ controls }: Row): string {
  return [...new Set(controls.map((control) => wordsOf(control, defaultSettings)))].join(', ')
}
