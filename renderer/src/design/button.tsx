import type { ReactNode } from 'react'
import { Button as AriaButton, ToggleButton as AriaToggle } from 'react-aria-components'
import styles from './button.module.css'
import { classes } from './classes.ts'

export type Tone = 'plain' | 'primary' | 'quiet' | 'danger'

export type ButtonProps = {
  children: ReactNode
  onPress: () => void
  tone?: Tone
  disabled?: boolean
  /** Why it does what it does, or why it cannot. */
  title?: string
  /** Shown as a small sign at the end: the key that does the same. */
  shortcut?: string
  pending?: boolean
  type?: 'button' | 'submit'
  /** Not a stop of Tab. */
  excludeFromTabOrder?: boolean
  'aria-label'?: string
  'aria-expanded'?: boolean
}

export function Button({
  children,
  onPress,
  tone = 'plain',
  disabled = false,
  title,
  shortcut,
  pending = false,
  ...rest
}: ButtonProps): ReactNode {
  return (
    <span className={styles.holder} title={title}>
      <AriaButton
        {...rest}
        className={classes(styles.button, styles[tone])}
        isDisabled={disabled}
        isPending={pending}
        onPress={onPress}
      >
        {children}
        {shortcut !== undefined && <kbd className={styles.key}>{shortcut}</kbd>}
      </AriaButton>
    </span>
  )
}

export type IconButtonProps = {
  /** What it does: its name for screen readers and its title. */
  label: string
  children: ReactNode
  onPress: () => void
  disabled?: boolean
  shortcut?: string
}

export function IconButton({ label, children, onPress, disabled = false, shortcut }: IconButtonProps): ReactNode {
  return (
    <span className={styles.holder} title={shortcut === undefined ? label : `${label} (${shortcut})`}>
      <AriaButton
        className={classes(styles.button, styles.icon)}
        aria-label={label}
        isDisabled={disabled}
        onPress={onPress}
      >
        {children}
      </AriaButton>
    </span>
  )
}

export type ToggleButtonProps = {
  children: ReactNode
  on: boolean
  onChange: (on: boolean) => void
  title?: string
  'aria-label'?: string
}

export function ToggleButton({ children, on, onChange, title, ...rest }: ToggleButtonProps): ReactNode {
  return (
    <span className={styles.holder} title={title}>
      <AriaToggle {...rest} className={classes(styles.button, styles.toggle)} isSelected={on} onChange={onChange}>
        {children}
      </AriaToggle>
    </span>
  )
}

export type SegmentsProps<T extends string> = {
  label: string
  value: T
  options: readonly { value: T; text: ReactNode; title?: string }[]
  onChange: (value: T) => void
}

/** One of a few, all in sight. */
export function Segments<T extends string>({ label, value, options, onChange }: SegmentsProps<T>): ReactNode {
  return (
    <div className={styles.segments} role="group" aria-label={label}>
      {options.map((option) => (
        <AriaToggle
          key={option.value}
          className={styles.segment ?? ''}
          isSelected={option.value === value}
          onChange={() => onChange(option.value)}
        >
          <span title={option.title}>{option.text}</span>
        </AriaToggle>
      ))}
    </div>
  )
}
