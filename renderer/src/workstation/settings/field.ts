import { z } from 'zod'
import { settingsSchema, type Settings } from '../../../../core/settings/settings.ts'
import type { SettingKey, SettingsForm } from '../use-settings.ts'

/** A setting that is an object of single values; a list, and one of several kinds, is none. */
type Group = {
  [K in SettingKey]: Settings[K] extends readonly unknown[] ? never : Settings[K] extends object ? K : never
}[SettingKey]

/** Where a value stands, as faults name it: 'scoreWaitMs', 'retention.days'. */
export type FieldPath = SettingKey | { [K in Group]: `${K}.${keyof Settings[K] & string}` }[Group]

export type ValueAt<P extends FieldPath> = P extends SettingKey
  ? Settings[P]
  : P extends `${infer K extends Group}.${infer Part}`
    ? Part extends keyof Settings[K]
      ? Settings[K][Part]
      : never
    : never

/** Where a value of this type stands. */
export type PathOf<T> = { [P in FieldPath]: [ValueAt<P>, T] extends [T, ValueAt<P>] ? P : never }[FieldPath]

/** One value of the settings. */
export type Field<T> = {
  path: string
  /** The setting that it belongs to, and that is sent. */
  key: SettingKey
  of(settings: Settings): T
  set(form: Pick<SettingsForm, 'settings' | 'change'>, value: T): void
}

export function fieldAt<P extends FieldPath>(path: P): Field<ValueAt<P>> {
  const { key, part } = partsOf(path)
  const of = (settings: Settings): unknown => {
    const value: unknown = settings[key]
    return part === null ? value : (value as Record<string, unknown>)[part]
  }
  return {
    path,
    key,
    of: (settings) => of(settings) as ValueAt<P>,
    set({ settings, change }, value) {
      const whole: unknown = part === null ? value : { ...(settings[key] as object), [part]: value }
      change(key, whole as Settings[typeof key], path)
    },
  }
}

/** The least and the greatest number that may stand there, as the schema says. */
export function limitsAt(path: PathOf<number> | PathOf<number | null>): { min: number; max: number } {
  const { key, part } = partsOf(path)
  const whole: unknown = settingsSchema.shape[key]
  const found: unknown =
    part !== null && whole instanceof z.ZodObject ? (whole.shape as Record<string, unknown>)[part] : whole
  const number: unknown = found instanceof z.ZodNullable ? found.unwrap() : found
  if (!(number instanceof z.ZodNumber) || number.minValue === null || number.maxValue === null)
    throw new Error(`${path} has no limits`)
  return { min: number.minValue, max: number.maxValue }
}

function partsOf(path: FieldPath): { key: SettingKey; part: string | null } {
  const [key = '', part = null] = path.split('.')
  return { key: key as SettingKey, part }
}
