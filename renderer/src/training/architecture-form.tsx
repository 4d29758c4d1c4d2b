import type { ReactNode } from 'react'
import type { ArchitectureView } from '../../../core/training/plan.ts'
import { CheckBox, NumberField, Select } from '../design/field.tsx'
import { counted } from '../design/format.ts'
import { DecimalField } from './decimal-field.tsx'
import { parameterOf, type Draft, type PlanFaults } from './draft.ts'
import styles from './plan.module.css'

type ArchitectureProps = {
  draft: Draft
  all: readonly ArchitectureView[]
  faults: PlanFaults
  change: (part: Partial<Draft>) => void
}

/** The architecture's own parameters, drawn from what it says of them. */
export function ArchitectureForm({ draft, all, faults, change }: ArchitectureProps): ReactNode {
  const chosen = all.find((one) => one.name === draft.architecture)
  const set = (architecture: ArchitectureView, key: string, value: number | boolean | null) =>
    change({
      parameters: {
        ...draft.parameters,
        [architecture.name]: { ...draft.parameters[architecture.name], [key]: value },
      },
    })
  const own = chosen === undefined ? {} : (draft.parameters[chosen.name] ?? {})
  const changed =
    chosen?.parameters.filter((one) => own[one.key] !== undefined && own[one.key] !== one.default).length ?? 0
  const faulty = Object.keys(faults).some((field) => field.startsWith('parameters.'))
  return (
    <>
      <Select
        label="Architecture"
        value={chosen?.name ?? null}
        options={all.map(({ name, title, summary }) => ({ value: name, text: title, help: summary }))}
        error={faults['architecture'] ?? null}
        help={chosen?.summary}
        onChange={(architecture) => change({ architecture })}
      />
      {chosen !== undefined && chosen.parameters.length > 0 && (
        // Folded, so that the data stands in sight; whoever wrote something wrong in it sees it.
        <details className={styles.details} open={faulty || undefined}>
          <summary>
            {counted(chosen.parameters.length, 'parameter')}, {changed === 0 ? 'all by default' : `${changed} changed`}
          </summary>
          <div className={styles.parameters}>
            {chosen.parameters.map((parameter) => {
              const { key, label, help, kind, min, max } = parameter
              const value = parameterOf(draft, chosen, key)
              const said = `${help} Default ${String(parameter.default)}.`
              if (kind === 'boolean') {
                return (
                  <div key={key}>
                    <CheckBox checked={value === true} onChange={(on) => set(chosen, key, on)}>
                      {label}
                    </CheckBox>
                    <p className={styles.quiet}>{said}</p>
                  </div>
                )
              }
              if (kind === 'number') {
                return (
                  <DecimalField
                    key={`${chosen.name} ${key}`}
                    label={label}
                    help={said}
                    value={typeof value === 'number' ? value : null}
                    error={faults[`parameters.${key}`] ?? null}
                    onChange={(next) => set(chosen, key, next)}
                  />
                )
              }
              return (
                <NumberField
                  key={key}
                  label={label}
                  help={said}
                  value={typeof value === 'number' ? value : NaN}
                  error={faults[`parameters.${key}`] ?? null}
                  {...(min === null ? {} : { min })}
                  {...(max === null ? {} : { max })}
                  onChange={(next) => set(chosen, key, Number.isNaN(next) ? null : next)}
                />
              )
            })}
          </div>
        </details>
      )}
    </>
  )
}
