import { useEffect, useEffectEvent } from 'react'
import type { EventName, EventValue } from '../../../core/contract/contract.ts'
import { useBridge } from './bridge.ts'

/** Hears one event of the contract while the component is shown. */
export function useEvent<K extends EventName>(name: K, listener: (value: EventValue<K>) => void): void {
  const bridge = useBridge()
  const latest = useEffectEvent(listener)
  useEffect(() => bridge.listen(name, (value) => latest(value)), [bridge, name])
}
