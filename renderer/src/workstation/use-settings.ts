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
  /** Sends one setting; it holds from the answer on. */
  change: <K extends SettingKey>(key: K, value: Settings[K]) => void
  /** What is wrong at a field ('honeypot.ipv4') or anywhere within a setting ('upstreams'). */
  fault: (field: string) => string | null
  /** Takes a setting back to its default; null while it stands there. */
  reset: (key: SettingKey) => (() => void) | null
}

/** Each setting is sent as soon as it is chosen; what the workstation refuses is said at its field and changes nothing. */
export function useSettings(settings: Settings): SettingsForm {
  const bridge = useBridge()
  const client = useQueryClient()
  const [faults, setFaults] = useState<Readonly<Record<string, string>>>({})

  const send = async (key: SettingKey, part: Partial<Settings>) => {
    try {
      client.setQueryData(['workstation.state', {}], await bridge.call('settings.change', part))
    } catch (thrown) {
      const fault = asFault(thrown)
      setFaults((now) => ({ ...now, [fault.field ?? key]: messageAt(fault) }))
      if (fault.field === null) toast({ tone: 'bad', text: fault.message })
    }
  }
  const change: SettingsForm['change'] = (key, value) => {
    setFaults((now) => Object.fromEntries(Object.entries(now).filter(([field]) => !within(field, key))))
    if (!sameSetting(settings[key], value)) void send(key, { [key]: value })
  }
  return {
    settings,
    change,
    fault: (field) => Object.entries(faults).find(([at]) => within(at, field))?.[1] ?? null,
    reset: (key) => (sameSetting(settings[key], defaultSettings[key]) ? null : () => change(key, defaultSettings[key])),
  }
}
