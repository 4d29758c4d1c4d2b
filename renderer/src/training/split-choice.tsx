import type { ReactNode } from 'react'
import type { SplitName } from '../../../core/training/metrics-view.ts'
import { Segments } from '../design/button.tsx'
import { useAddress } from '../frame/address.ts'
import { SPLITS } from './figures.ts'

/** The split that is looked at stands in the address; test, until a person chooses. */
export function useSplit(): SplitName {
  const { params } = useAddress()
  return SPLITS.find(({ key }) => key === params['split'])?.key ?? 'test'
}

export function SplitChoice(): ReactNode {
  const { set } = useAddress()
  const split = useSplit()
  return (
    <Segments
      label="Split"
      value={split}
      options={SPLITS.map(({ key, title }) => ({ value: key, text: title }))}
      onChange={(next) => set({ split: next === 'test' ? null : next }, { replace: true })}
    />
  )
}
