import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { defaultSettings, type Settings } from '../../../core/settings/settings.ts'
import { toast } from '../design/toasts.tsx'
import { useBridge } from '../wire/bridge.ts'
import { asFault } from '../wire/fault.ts'
import { useHeldRetention, type HeldRetention } from './use-held-retention.ts'
import { placeOf, refusalOf, sameSetting, within } from './same-setting.ts'

/** What the workstation said no to; `forOthers`: because of what other settings say, so that a change of these settles it. */
type Refusal = { text: string; forOthers: boolean }

export type SettingKey = keyof Settings

export type SettingsForm = {
  /** With what waits for a yes, as it was written. */
  settings: Settings
  /** As the workstation has them. */
  settled: Settings
  holding: HeldRetention
  /** Sends one setting; it holds from the answer on. `at`: the value within it that is another one; what is wrong with the others stays said. */
  change: <K extends SettingKey>(key: K, value: Settings[K], at?: string) => void
  /** What is wrong at a field ('honeypot.ipv4') or anywhere within a setting ('upstreams'). */
  fault: (field: string) => string | null
  /** What was refused of a setting as a whole. */
  faultOf: (key: SettingKey) => string | null
  /** Takes settings back to their defaults, in one change; null while all stand there and nothing was refused. */
  reset: (keys: readonly SettingKey[]) => (() => void) | null
  /** How often a setting was taken back: what was refused and still stands in a field goes with it. */
  resets: (key: SettingKey) => number
}

/** Each setting is sent as soon as it is chosen; what the workstation refuses is said at its field and changes nothing. */
export function useSettings(settings: Settings): SettingsForm {
  const bridge = useBridge()
  const client = useQueryClient()
  const [faults, setFaults] = useState<Readonly<Record<string, Refusal>>>({})
  const [resets, setResets] = useState<Readonly<Record<string, number>>>({})

  const clear = (settled: (field: string, refusal: Refusal) => boolean) =>
    setFaults((now) => Object.fromEntries(Object.entries(now).filter((one) => !settled(...one))))
  const refused = (thrown: unknown, part: Partial<Settings>, at: string) => {
    const fault = asFault(thrown)
    const place = placeOf(fault.field, { at, sent: part, before: settings })
    const forOthers = fault.field !== null && !Object.keys(part).some((key) => within(fault.field!, key))
    setFaults((now) => ({ ...now, [place]: { text: refusalOf(fault, part), forOthers } }))
    if (fault.field === null) toast({ tone: 'bad', text: fault.message })
  }
  const send = async (part: Partial<Settings>, at: string) => {
    try {
      client.setQueryData(['workstation.state', {}], await bridge.call('settings.change', part))
      clear((_, { forOthers }) => forOthers)
    } catch (thrown) {
      refused(thrown, part, at)
    }
  }
  const holding = useHeldRetention({ send, refused })
  const deliver = (part: Partial<Settings>, at: string) =>
    void (part.retention === undefined ? send(part, at) : holding.offer(part.retention, at))
  const change: SettingsForm['change'] = (key, value, at = key) => {
    clear((field) => field === key || within(field, at))
    if (!sameSetting(settings[key], value)) deliver({ [key]: value }, at)
    else if (key === 'retention') holding.leave()
  }
  const reset: SettingsForm['reset'] = (keys) => {
    const away = keys.filter((key) => !sameSetting(settings[key], defaultSettings[key]))
    const isOf = (field: string) => keys.some((key) => within(field, key))
    if (away.length === 0 && !Object.keys(faults).some(isOf)) return null
    return () => {
      clear(isOf)
      setResets((now) => ({ ...now, ...Object.fromEntries(keys.map((key) => [key, (now[key] ?? 0) + 1])) }))
      if (away.length > 0) deliver(Object.fromEntries(away.map((key) => [key, defaultSettings[key]])), away[0]!)
    }
  }
  const { held } = holding
  return {
    settings: held === null ? settings : { ...settings, retention: held.retention },
    settled: settings,
    holding,
    change,
    fault: (field) => Object.entries(faults).find(([at]) => within(at, field))?.[1].text ?? null,
    faultOf: (key) => faults[key]?.text ?? null,
    reset,
    resets: (key) => resets[key] ?? 0,
  }
}
