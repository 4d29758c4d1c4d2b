import type { ReactNode } from 'react'
import { Panel } from '../design/panel.tsx'
import { Fault, Loading } from '../design/states.tsx'
import { useCall } from '../wire/call.ts'
import { useConnection } from '../wire/connection.ts'
import { About } from './about.tsx'
import { Backup } from './backup.tsx'
import { Doors } from './doors.tsx'
import { HealthView } from './health-view.tsx'
import { MachineDns } from './machine-dns.tsx'
import { Places } from './places.tsx'
import { SelfTest } from './self-test.tsx'
import { SettingsFormView } from './settings-form.tsx'
import styles from './workstation.module.css'

const EVERY_MS = 3000

/** Health as it is, and everything that can be set. */
export function WorkstationScreen(): ReactNode {
  const state = useCall('workstation.state', {})
  const health = useCall('workstation.health', {}, { refreshMs: EVERY_MS })
  // What was heard before stays on the screen; while nobody answers it is neither of now nor to be changed.
  const answers = useConnection() !== 'lost'
  const measuredNow = answers && health.value !== undefined && health.fault === null
  const maySet = answers && state.value !== undefined
  return (
    <div className={styles.screen}>
      <div className={styles.column}>
        <Panel title="Health" aside={measuredNow ? 'measured now' : undefined}>
          {health.value !== undefined ? (
            <HealthView health={health.value} />
          ) : health.fault !== null ? (
            <Fault what="The health" fault={health.fault} retry={() => health.retry()} />
          ) : (
            <Loading what="the health" />
          )}
          {health.value !== undefined && health.fault !== null && (
            <p className={styles.stale}>These figures are old: {health.fault.message}</p>
          )}
        </Panel>
        <Panel title="Self-test">
          <SelfTest />
        </Panel>
        {state.value !== undefined && (
          <>
            <Panel title="This machine’s DNS">
              <MachineDns state={state.value} />
            </Panel>
            <Panel title="Encrypted doors" aside="and other machines">
              <Doors state={state.value} />
            </Panel>
            <Panel title="Addresses and data">
              <Places state={state.value} />
            </Panel>
            <Panel title="Backup and restore">
              <Backup dataFolder={state.value.dataFolder} />
            </Panel>
            <Panel title="About">
              <About state={state.value} node={health.value?.process.node ?? null} />
            </Panel>
          </>
        )}
      </div>
      <div className={styles.column}>
        <Panel title="Settings" aside={maySet ? 'each holds as soon as it is chosen' : undefined}>
          {state.value !== undefined ? (
            <SettingsFormView {...state.value} />
          ) : state.fault !== null ? (
            <Fault what="The settings" fault={state.fault} retry={() => state.retry()} />
          ) : (
            <Loading what="the settings" />
          )}
        </Panel>
      </div>
    </div>
  )
}
