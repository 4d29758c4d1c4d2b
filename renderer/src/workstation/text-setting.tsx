import { useState, type ReactNode } from 'react'
import { TextField } from '../design/field.tsx'

export type TextSettingProps = {
  label: string
  /** As the workstation has it. */
  value: string
  error: string | null
  placeholder?: string | undefined
  rows?: number | undefined
  onCommit: (text: string) => void
}

/** A text that is sent when the person is done with it: on Enter, or on leaving the field. */
export function TextSetting({ label, value, error, placeholder, rows, onCommit }: TextSettingProps): ReactNode {
  const [text, setText] = useState(value)
  const [known, setKnown] = useState(value)
  if (known !== value) {
    setKnown(value)
    setText(value)
  }
  const commit = () => onCommit(text.trim())
  return (
    <TextField
      label={label}
      names
      value={text}
      error={error}
      onChange={setText}
      onBlur={commit}
      onSubmit={commit}
      {...(placeholder === undefined ? {} : { placeholder })}
      {...(rows === undefined ? {} : { rows })}
    />
  )
}
