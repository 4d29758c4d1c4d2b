import type { ReactNode } from 'react'
import {
  CheckboxButton,
  CheckboxField,
  FieldError,
  Group,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  NumberField as AriaNumberField,
  Popover,
  Button as AriaButton,
  Select as AriaSelect,
  SelectValue,
  Text,
  TextArea,
  TextField as AriaTextField,
} from 'react-aria-components'
import { Check, ChevronDown, Minus, Plus } from 'lucide-react'
import { classes } from './classes.ts'
import styles from './field.module.css'

type Common = {
  label: string
  /** Shown below: what it does, its unit, its default. */
  help?: ReactNode
  /** What is wrong with it; null or left out when nothing is. */
  error?: string | null | undefined
  disabled?: boolean
  /** The label is for screen readers only. */
  hideLabel?: boolean
}

export type TextFieldProps = Common & {
  value: string
  onChange: (value: string) => void
  onSubmit?: () => void
  onBlur?: () => void
  placeholder?: string
  /** Domain names are typed in the names' font. */
  names?: boolean
  /** More than one line. */
  rows?: number
  maxLength?: number
}

export function TextField(props: TextFieldProps): ReactNode {
  const { value, onChange, onSubmit, onBlur, placeholder, names = false, rows, maxLength } = props
  const shared = {
    className: classes(styles.input, names && styles.names),
    ...(placeholder === undefined ? {} : { placeholder }),
  }
  return (
    <AriaTextField
      className={styles.field ?? ''}
      value={value}
      onChange={onChange}
      isDisabled={props.disabled ?? false}
      isInvalid={hasError(props.error)}
      {...(maxLength === undefined ? {} : { maxLength })}
      {...(onBlur === undefined ? {} : { onBlur })}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && rows === undefined) onSubmit?.()
        else event.continuePropagation()
      }}
    >
      <FieldLabel {...props} />
      {rows === undefined ? (
        <Input {...shared} spellCheck={false} autoComplete="off" />
      ) : (
        <TextArea {...shared} rows={rows} spellCheck={false} />
      )}
      <FieldFoot {...props} />
    </AriaTextField>
  )
}

export type NumberFieldProps = Common & {
  value: number
  /** NaN while the field is empty. */
  onChange: (value: number) => void
  min?: number
  max?: number
  step?: number
  /** Fractional numbers keep their digits. */
  digits?: number
  /** A name more than a number, as ports are: written without marks between its digits. */
  plain?: boolean
  /** What is out of range stays, for `error` to speak of; else the nearest that may be takes its place. */
  keeps?: boolean
}

export function NumberField(props: NumberFieldProps): ReactNode {
  const { value, onChange, min, max, step, digits = 0, plain = false, keeps = false } = props
  return (
    <AriaNumberField
      className={styles.field ?? ''}
      value={value}
      onChange={onChange}
      isDisabled={props.disabled ?? false}
      isInvalid={hasError(props.error)}
      commitBehavior={keeps ? 'validate' : 'snap'}
      formatOptions={{ maximumFractionDigits: digits, useGrouping: !plain }}
      {...(min === undefined ? {} : { minValue: min })}
      {...(max === undefined ? {} : { maxValue: max })}
      {...(step === undefined ? {} : { step })}
    >
      <FieldLabel {...props} />
      <Group className={styles.number ?? ''}>
        <Input className={styles.numberInput ?? ''} />
        <AriaButton slot="decrement" className={styles.step ?? ''}>
          <Minus size={12} aria-hidden />
        </AriaButton>
        <AriaButton slot="increment" className={styles.step ?? ''}>
          <Plus size={12} aria-hidden />
        </AriaButton>
      </Group>
      <FieldFoot {...props} />
    </AriaNumberField>
  )
}

export type SelectProps<T extends string> = Common & {
  value: T | null
  options: readonly { value: T; text: string; help?: string }[]
  onChange: (value: T) => void
  placeholder?: string
}

export function Select<T extends string>(props: SelectProps<T>): ReactNode {
  const { value, options, onChange, placeholder } = props
  return (
    <AriaSelect
      className={styles.field ?? ''}
      value={value}
      onChange={(key) => {
        const chosen = options.find((option) => option.value === key)
        if (chosen !== undefined) onChange(chosen.value)
      }}
      isDisabled={props.disabled ?? false}
      isInvalid={hasError(props.error)}
      {...(placeholder === undefined ? {} : { placeholder })}
    >
      <FieldLabel {...props} />
      <AriaButton className={classes(styles.input, styles.select)}>
        <SelectValue className={styles.selectValue ?? ''}>
          {({ selectedText, defaultChildren }) => (selectedText === '' ? defaultChildren : selectedText)}
        </SelectValue>
        <ChevronDown size={14} aria-hidden />
      </AriaButton>
      <FieldFoot {...props} />
      <Popover className={styles.popover ?? ''} offset={4}>
        <ListBox className={styles.list ?? ''} items={options.map((option) => ({ ...option, id: option.value }))}>
          {(option) => (
            <ListBoxItem className={styles.option ?? ''} textValue={option.text}>
              <span>{option.text}</span>
              {option.help !== undefined && <Text slot="description">{option.help}</Text>}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  )
}

export type CheckBoxProps = {
  children: ReactNode
  checked: boolean
  onChange: (checked: boolean) => void
  disabled?: boolean
  /** Some but not all. */
  partly?: boolean
  'aria-label'?: string
}

export function CheckBox({
  children,
  checked,
  onChange,
  disabled = false,
  partly = false,
  ...rest
}: CheckBoxProps): ReactNode {
  return (
    <CheckboxField {...rest} isSelected={checked} isIndeterminate={partly} isDisabled={disabled} onChange={onChange}>
      <CheckboxButton className={styles.check ?? ''}>
        <span className={styles.box} aria-hidden>
          {partly ? <Minus size={12} strokeWidth={3} /> : <Check size={12} strokeWidth={3} />}
        </span>
        {children}
      </CheckboxButton>
    </CheckboxField>
  )
}

function FieldLabel({ label, hideLabel = false }: Common): ReactNode {
  return <Label className={hideLabel ? 'visually-hidden' : (styles.label ?? '')}>{label}</Label>
}

function FieldFoot({ help, error }: Common): ReactNode {
  return (
    <>
      {help !== undefined && !hasError(error) && (
        <Text slot="description" className={styles.help ?? ''}>
          {help}
        </Text>
      )}
      <FieldError className={styles.error ?? ''}>{error}</FieldError>
    </>
  )
}

function hasError(error: string | null | undefined): boolean {
  return error !== null && error !== undefined && error !== ''
}
