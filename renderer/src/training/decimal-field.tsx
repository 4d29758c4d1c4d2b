import { useState, type ReactNode } from 'react'
import { TextField } from '../design/field.tsx'

export type DecimalFieldProps = {
  label: string
  help?: ReactNode
  hideLabel?: boolean
  /** Null while what stands there is no number. */
  value: number | null
  error: string | null
  onChange: (value: number | null) => void
  /** How a number that comes from elsewhere is written. */
  format?: (value: number) => string
}

/** A number of any size, such as a learning rate: it has no step that would suit both 0.001 and 10. */
export function DecimalField({ value, onChange, format = String, ...rest }: DecimalFieldProps): ReactNode {
  const [text, setText] = useState(value === null ? '' : format(value))
  const [known, setKnown] = useState(value)
  // Another architecture, or a draft from before, brings its own number.
  if (value !== known) {
    setKnown(value)
    if (value !== numberIn(text)) setText(value === null ? '' : format(value))
  }
  const change = (next: string) => {
    setText(next)
    const number = numberIn(next)
    setKnown(number)
    onChange(number)
  }
  return <TextField {...rest} value={text} onChange={change} />
}

function numberIn(text: string): number | null {
  const number = Number(text.trim().replace(',', '.'))
  return text.trim() === '' || !Number.isFinite(number) ? null : number
}
