import { BrainCircuit } from 'lucide-react'
import type { ReactNode } from 'react'
import type { WorkstationState } from '../../../core/contract/workstation.ts'
import { score } from '../design/format.ts'
import { useAddress } from './address.ts'
import styles from './top-bar.module.css'

/** Which model gives the scores, and where they are drawn apart. */
export function ServingModel({ state }: { state: WorkstationState }): ReactNode {
  const { go } = useAddress()
  const model = state.servingModel
  const title =
    model === null
      ? 'No model serves: lists alone decide'
      : `${model.id}: unsure from ${score(model.unsure)}, malicious from ${score(model.malicious)}`
  return (
    <button type="button" className={styles.model} title={title} onClick={() => go('training')}>
      <BrainCircuit size={15} aria-hidden />
      <span>{model === null ? 'No model' : model.title}</span>
    </button>
  )
}
