import type { ReactNode } from 'react'
import { Segments } from '../../design/button.tsx'
import { CheckBox, Select } from '../../design/field.tsx'
import { DoorNote } from '../door-note.tsx'
import { NumberSetting } from '../number-setting.tsx'
import { TextSetting } from '../text-setting.tsx'
import type { SettingsForm } from '../use-settings.ts'
import type { Control } from './control.ts'

type ControlProps = { control: Control; form: SettingsForm; /** Of the setting, for a choice. */ title: string }

/** One value of the settings, as its control says. */
export function ControlView({ control, form, title }: ControlProps): ReactNode {
  const { settings } = form
  const error = form.fault(control.at.path)
  switch (control.kind) {
    case 'segments':
      return (
        <>
          <Segments label={title} {...choiceOf(control, form)} />
          {error !== null && <DoorNote text={error} />}
        </>
      )
    case 'select':
      return <Select label={title} hideLabel error={error} {...choiceOf(control, form)} />
    case 'switch':
      return (
        <>
          <CheckBox checked={control.at.of(settings)} onChange={(value) => control.at.set(form, value)}>
            {control.label}
          </CheckBox>
          {error !== null && <DoorNote text={error} />}
        </>
      )
    case 'number':
      return (
        <NumberSetting
          label={control.label}
          min={control.min}
          max={control.max}
          plain={control.plain}
          saysLimits
          value={control.at.of(settings)}
          error={error}
          onCommit={(value) => control.at.set(form, value)}
        />
      )
    case 'text':
      return (
        <TextSetting
          label={control.label}
          value={control.at.of(settings)}
          error={error}
          placeholder={control.placeholder}
          onCommit={(value) => control.at.set(form, value)}
        />
      )
    case 'address':
      return (
        <TextSetting
          label={control.label}
          value={control.at.of(settings) ?? ''}
          error={error}
          placeholder={control.placeholder}
          onCommit={(value) => control.at.set(form, value === '' ? null : value)}
        />
      )
    case 'list':
      return (
        <TextSetting
          label={control.label}
          rows={control.rows}
          value={control.at.of(settings).join(control.rows === undefined ? ' ' : '\n')}
          error={error}
          placeholder={control.placeholder}
          onCommit={(value) => control.at.set(form, control.read(value))}
        />
      )
  }
}

/** A list box knows its options by a text; null has none. */
function choiceOf({ at, options }: Extract<Control, { kind: 'segments' | 'select' }>, form: SettingsForm) {
  const key = (value: string | null) => value ?? 'null'
  return {
    value: key(at.of(form.settings)),
    options: options.map((option) => ({ ...option, value: key(option.value) })),
    onChange(chosen: string) {
      const option = options.find(({ value }) => key(value) === chosen)
      if (option !== undefined) at.set(form, option.value)
    },
  }
}
