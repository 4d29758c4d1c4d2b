import { Plus, X } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import type { DataFile, DataFileAnswer } from '../../../core/dataset/inspection.ts'
import { Button, IconButton, Segments } from '../design/button.tsx'
import { count, counted } from '../design/format.ts'
import { visible } from '../design/visible.ts'
import { BrokenLines } from '../files/broken-lines.tsx'
import { fileName, PathField } from '../files/path-field.tsx'
import type { Draft, PlanFaults } from './draft.ts'
import styles from './plan.module.css'
import { NameSample, Provenance } from './provenance.tsx'

type Files = Draft['files']

export type DataFilesProps = {
  files: Files
  inspected: ReadonlyMap<string, DataFileAnswer>
  faults: PlanFaults
  onChange: (files: Files) => void
}

/** The base data: each file is read at once and shown for what it seems to be. */
export function DataFiles({ files, inspected, faults, onChange }: DataFilesProps): ReactNode {
  const [path, setPath] = useState('')
  const add = (paths: readonly string[]) => {
    const fresh = paths.filter((one) => one !== '' && !files.some((file) => file.path === one))
    onChange([...files, ...fresh.map((one) => ({ path: one, assumedLabel: null }))])
    setPath('')
  }
  return (
    <div className={styles.files}>
      {files.map((file, index) => (
        <FileRow
          key={file.path}
          file={file}
          answer={inspected.get(file.path)}
          fault={faults[`files.${index}`] ?? null}
          onLabel={(assumedLabel) => onChange(files.map((one) => (one === file ? { ...one, assumedLabel } : one)))}
          onRemove={() => onChange(files.filter((one) => one !== file))}
        />
      ))}
      {faults['files'] !== undefined && <p className={styles.quiet}>{faults['files']}.</p>}
      <PathField
        label="Add a file of names"
        title="Choose training data"
        value={path}
        several
        onChange={setPath}
        onChosen={add}
      >
        <Button disabled={path.trim() === ''} onPress={() => add([path.trim()])} aria-label="Add this file">
          <Plus size={14} aria-hidden />
        </Button>
      </PathField>
    </div>
  )
}

type FileRowProps = {
  file: Files[number]
  answer: DataFileAnswer | undefined
  fault: string | null
  onLabel: (label: 'benign' | 'malicious') => void
  onRemove: () => void
}

function FileRow({ file, answer, fault, onLabel, onRemove }: FileRowProps): ReactNode {
  const found = answer?.kind === 'readable' ? answer.file : null
  return (
    <div className={styles.file} data-fault={fault !== null || undefined}>
      <div className={styles.fileHead}>
        <strong title={visible(file.path)}>{visible(fileName(file.path))}</strong>
        <IconButton label={`Leave ${fileName(file.path)} out`} onPress={onRemove}>
          <X size={13} aria-hidden />
        </IconButton>
      </div>
      {answer === undefined && <p className={styles.quiet}>Reading it…</p>}
      {found !== null && <Found found={found} label={file.assumedLabel} />}
      {found !== null && found.labelColumn === null && (
        <Segments<'benign' | 'malicious' | 'unsaid'>
          label="Its names are"
          value={file.assumedLabel ?? 'unsaid'}
          options={[
            { value: 'benign', text: 'All benign' },
            { value: 'malicious', text: 'All malicious' },
          ]}
          onChange={(label) => label !== 'unsaid' && onLabel(label)}
        />
      )}
      {fault !== null && (
        <p className={styles.fault} role="alert">
          {fault}
        </p>
      )}
    </div>
  )
}

const FORMATS: Record<DataFile['format'], string> = {
  tsv: 'tab-separated',
  csv: 'comma-separated',
  plain: 'plain list',
  hosts: 'hosts file',
}

function Found({ found, label }: { found: DataFile; label: Files[number]['assumedLabel'] }): ReactNode {
  const names = found.benign + found.malicious
  const columns =
    found.nameColumn === null
      ? ''
      : `, names in “${visible(found.nameColumn)}”${found.labelColumn === null ? '' : `, labels in “${visible(found.labelColumn)}”`}`
  const counts =
    found.labelColumn === null
      ? counted(names, 'name') + (label === null ? '' : `, ${label}`)
      : `${count(found.benign)} benign, ${count(found.malicious)} malicious`
  const left = [
    found.repeated > 0 ? `${count(found.repeated)} repeated` : '',
    found.conflicting > 0 ? `${count(found.conflicting)} with both labels, left out` : '',
  ].filter((part) => part !== '')
  return (
    <>
      <p className={styles.quiet}>
        {FORMATS[found.format]}
        {found.compressed && ', compressed'}
        {columns}
      </p>
      <p>
        {counts}
        {left.length > 0 && <span className={styles.quiet}> · {left.join(' · ')}</span>}
      </p>
      <Provenance columns={found.provenance} />
      {found.conflictingNames.length > 0 && (
        <details className={styles.brokenLines}>
          <summary>Names with both labels</summary>
          <NameSample names={found.conflictingNames} of={found.conflicting} />
        </details>
      )}
      {found.broken > 0 && (
        <details className={styles.brokenLines}>
          <summary>{counted(found.broken, 'broken line')} left out</summary>
          <BrokenLines lines={found.brokenLines} />
        </details>
      )}
    </>
  )
}
