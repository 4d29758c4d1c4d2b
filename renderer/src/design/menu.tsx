import type { ReactNode } from 'react'
import { Button as AriaButton, Menu as AriaMenu, MenuItem, MenuTrigger, Popover, Text } from 'react-aria-components'
import styles from './menu.module.css'

export type MenuChoice = {
  id: string
  text: string
  help?: string
  icon?: ReactNode
  danger?: boolean
  disabled?: boolean
  run: () => void
}

export type MenuProps = {
  /** What the trigger shows; the trigger is a button styled by `className` or as a plain one. */
  trigger: ReactNode
  label: string
  choices: readonly MenuChoice[]
  /** Stands above the choices: what they are about. The label says it too. */
  about?: ReactNode
  className?: string
  /** Not a stop of Tab. */
  excludeFromTabOrder?: boolean
}

export function Menu({ trigger, label, choices, about, className, excludeFromTabOrder = false }: MenuProps): ReactNode {
  return (
    <MenuTrigger>
      <AriaButton
        aria-label={label}
        className={className ?? styles.trigger ?? ''}
        excludeFromTabOrder={excludeFromTabOrder}
      >
        {trigger}
      </AriaButton>
      <Popover className={styles.popover ?? ''} offset={4}>
        {about !== undefined && <div className={styles.about}>{about}</div>}
        <AriaMenu className={styles.menu ?? ''} onAction={(id) => choices.find((choice) => choice.id === id)?.run()}>
          {choices.map((choice) => (
            <MenuItem
              key={choice.id}
              id={choice.id}
              textValue={choice.text}
              isDisabled={choice.disabled ?? false}
              className={styles.item ?? ''}
              data-danger={choice.danger === true || undefined}
            >
              {choice.icon}
              <span className={styles.text}>
                {choice.text}
                {choice.help !== undefined && <Text slot="description">{choice.help}</Text>}
              </span>
            </MenuItem>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  )
}
