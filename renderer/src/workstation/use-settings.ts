import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { defaultSettings, type Settings } from '../../../core/settings/settings.ts'
import { toast } from '../design/toasts.tsx'
import { useBridge } from '../wire/bridge.ts'
import { asFault } from '../wire/fault.ts'
import { messageAt, sameSetting, within } from './same-setting.ts'

export type SettingKey = keyof Settings

export type SettingsForm = {
  settings: Settings
  /** Sends one setting; it holds from the answer on. `at`: the value within it that is another one; what is wrong with the others stays said. */
  change: <K extends SettingKey>(key: K, value: Settings[K], at?: string) => void
  /** What is wrong at a field ('honeypot.ipv4') or anywhere within a setting ('upstreams'). */
  fault: (field: string) => string | null
  /** Takes settings back to their defaults, in one change; null while all stand there and nothing was refused. */
  reset: (keys: readonly SettingKey[]) => (() => void) | null
  /** How often a setting was taken back: what was refused and still stands in a field goes with it. */
  resets: (key: SettingKey) => number
}

/** Each setting is sent as soon as it is chosen; what the workstation refuses is said at its field and changes nothing. */
export function useSettings(settings: Settings): SettingsForm {
  const bridge = useBridge()
  const client = useQueryClient()
  const [faults, setFaults] = useState<Readonly<Record<string, string>>>({})
  const [resets, setResets] = useState<Readonly<Record<string, number>>>({})

  const send = async (part: Partial<Settings>) => {
    try {
      client.setQueryData(['workstation.state', {}], await bridge.call('settings.change', part))
    } catch (thrown) {
      const fault = asFault(thrown)
      setFaults((now) => ({ ...now, [fault.field ?? Object.keys(part)[0] ?? '']: messageAt(fault) }))
      if (fault.field === null) toast({ tone: 'bad', text: fault.message })
    }
  }
  const clear = (settled: (field: string) => boolean) =>
    setFaults((now) => Object.fromEntries(Object.entries(now).filter(([field]) => !settled(field))))
  const change: SettingsForm['change'] = (key, value, at = key) => {
    clear((field) => field === key || within(field, at))
    if (!sameSetting(settings[key], value)) void send({ [key]: value })
  }
  const reset: SettingsForm['reset'] = (keys) => {
    const away = keys.filter((key) => !sameSetting(settings[key], defaultSettings[key]))
    const isOf = (field: string) => keys.some((key) => within(field, key))
    if (away.length === 0 && !Object.keys(faults).some(isOf)) return null
    return () => {
      clear(isOf)
      setResets((now) => ({ ...now, ...Object.fromEntries(keys.map((key) => [key, (now[key] ?? 0) + 1])) }))
      if (away.length > 0) void send(Object.fromEntries(away.map((key) => [key, defaultSettings[key]])))
    }
  }
  return {
    settings,
    change,
    fault: (field) => Object.entries(faults).find(([at]) => within(at, field))?.[1] ?? null,
    reset,
    resets: (key) => resets[key] ?? 0,
  }
}
