import type { ReactNode } from 'react'
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from 'react-aria-components'
import styles from './tabs.module.css'

export type TabItem<T extends string> = {
  id: T
  text: ReactNode
  /** Shown as a small number behind the text. */
  count?: string | null
}

export type TabsProps<T extends string> = {
  label: string
  value: T
  tabs: readonly TabItem<T>[]
  onChange: (value: T) => void
  /** At the end of the row of tabs. */
  aside?: ReactNode
  /** The chosen tab's content. */
  children: ReactNode
}

export function Tabs<T extends string>({ label, value, tabs, onChange, aside, children }: TabsProps<T>): ReactNode {
  return (
    <AriaTabs
      className={styles.tabs ?? ''}
      selectedKey={value}
      onSelectionChange={(key) => choose(key, tabs, onChange)}
    >
      <div className={styles.row}>
        <TabList aria-label={label} className={styles.list ?? ''}>
          {tabs.map((tab) => (
            <Tab key={tab.id} id={tab.id} className={styles.tab ?? ''}>
              {tab.text}
              {tab.count != null && <span className={styles.count}>{tab.count}</span>}
            </Tab>
          ))}
        </TabList>
        {aside !== undefined && <div className={styles.aside}>{aside}</div>}
      </div>
      <TabPanel key={value} id={value} className={styles.panel ?? ''}>
        {children}
      </TabPanel>
    </AriaTabs>
  )
}

function choose<T extends string>(key: unknown, tabs: readonly TabItem<T>[], onChange: (value: T) => void): void {
  const chosen = tabs.find((tab) => tab.id === key)
  if (chosen !== undefined) onChange(chosen.id)
}
