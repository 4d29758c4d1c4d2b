import { readDataFile } from '../dataset/read-file.ts'
import { canonical } from '../model/encoding.ts'

/** What the labelled sample that ships says of names: 1 malicious, 0 benign. Empty where it cannot be read. */
export type SampleLabels = () => Promise<ReadonlyMap<string, 0 | 1>>

/** Read once, when it is first asked for. */
export function createSampleLabels(file: string): SampleLabels {
  let read: Promise<ReadonlyMap<string, 0 | 1>> | null = null
  return () => (read ??= labelsIn(file))
}

async function labelsIn(file: string): Promise<ReadonlyMap<string, 0 | 1>> {
  const labels = new Map<string, 0 | 1>()
  await readDataFile(file, {
    take(name, label) {
      if (label !== null) labels.set(canonical(name), label)
      return true
    },
  })
  return labels
}
