import { useState, type ReactNode } from 'react'
import { NumberField } from '../design/field.tsx'
import { limitsWords } from './same-setting.ts'

export type NumberSettingProps = {
  label: string
  /** The label is for screen readers only. */
  hideLabel?: boolean
  /** Nothing is a value too; else the number that is set comes back when the field is emptied. */
  mayBeEmpty?: boolean
  /** As the workstation has it; NaN while nothing is set. */
  value: number
  min: number
  max: number
  /** A name more than a number, as ports are. */
  plain: boolean
  /** Whether the limits stand below it. */
  saysLimits?: boolean
  error: string | null
  onCommit: (value: number) => void
}

/** A number that is sent when the person is done with it. What cannot be, and what was refused, stays there with what is wrong about it. */
export function NumberSetting(props: NumberSettingProps): ReactNode {
  const {
    label,
    hideLabel = false,
    value,
    min,
    max,
    plain,
    saysLimits = false,
    mayBeEmpty = false,
    error,
    onCommit,
  } = props
  const [number, setNumber] = useState(value)
  const [known, setKnown] = useState(value)
  if (!Object.is(known, value)) {
    setKnown(value)
    setNumber(value)
  }
  const limits = limitsWords({ min, max, plain })
  const isOutside = number < min || number > max
  return (
    <NumberField
      label={label}
      hideLabel={hideLabel}
      keeps
      plain={plain}
      min={min}
      max={max}
      {...(saysLimits ? { help: limits } : {})}
      value={number}
      error={isOutside ? `Write a number from ${limits}` : error}
      onChange={(next) => {
        if (Number.isNaN(next) && !mayBeEmpty) return
        setNumber(next)
        if (!(next < min || next > max)) onCommit(next)
      }}
    />
  )
}
