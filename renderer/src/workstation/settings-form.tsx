import type { ReactNode } from 'react'
import type { WorkstationState } from '../../../core/contract/workstation.ts'
import { saidOnCommandLine } from './command-line.ts'
import { DoorNote } from './door-note.tsx'
import { Setting } from './setting.tsx'
import { ControlView } from './settings/control-view.tsx'
import { keysOf, linesOfRow, standardOf, type Around, type Row } from './settings/row.ts'
import { SETTINGS_TABLE } from './settings/table.tsx'
import styles from './settings.module.css'
import { useSettings, type SettingKey } from './use-settings.ts'

type SettingsFormProps = Pick<WorkstationState, 'settings' | 'honeypotPage' | 'commandLine'>

/** Every setting of the table with what it does and its default; each holds as soon as it is chosen. */
export function SettingsFormView({ settings, honeypotPage, commandLine }: SettingsFormProps): ReactNode {
  const form = useSettings(settings)
  return (
    <div className={styles.settings}>
      {SETTINGS_TABLE.map(({ title, rows }) => (
        <section key={title} className={styles.group} aria-label={title}>
          <h3>{title}</h3>
          {rows.map((row) => (
            <RowView key={row.title} row={row} around={{ form, page: honeypotPage, commandLine }} />
          ))}
        </section>
      ))}
    </div>
  )
}

/** What the command line overrules, and what was refused of the setting as a whole. */
function notesAt(row: Row, { form, commandLine }: Around): string[] {
  const isOneControl = (key: SettingKey) => row.controls.some(({ at }) => at.path === key)
  return keysOf(row)
    .flatMap((key) => [saidOnCommandLine(key, commandLine), isOneControl(key) ? null : form.faultOf(key)])
    .filter((note) => note !== null)
}

function RowView({ row, around }: { row: Row; around: Around }): ReactNode {
  const { form } = around
  return (
    <Setting title={row.title} does={row.does} standard={standardOf(row)} onReset={form.reset(keysOf(row))}>
      {linesOfRow(row).map((line) => (
        <div key={line[0]!.at.path} className={styles.values} data-of={line[0]!.kind}>
          {line.map((control) => (
            <ControlView
              key={`${control.at.path} ${form.resets(control.at.key)}`}
              control={control}
              form={form}
              title={row.title}
            />
          ))}
        </div>
      ))}
      {notesAt(row, around).map((note) => (
        <DoorNote key={note} text={note} />
      ))}
      {row.below?.(around)}
    </Setting>
  )
}
