import type { CallName } from '../../../core/contract/contract.ts'
import { asRejection, type Answers, type FakeBridge } from '../../fakes/bridge.ts'
import { listAnswers } from './lists.ts'
import { trainingAnswers } from './training.ts'
import { vettingAnswers } from './vetting.ts'
import { workstationAnswers } from './workstation.ts'

/** What Vetting, Lists, Training and Workstation ask, in the same modes as the others (../main.tsx). */
export function deskAnswers(mode: string | null, tell: () => FakeBridge): Answers {
  const all = {
    ...vettingAnswers(tell, false),
    ...listAnswers(tell),
    ...trainingAnswers(tell),
    ...workstationAnswers(),
  }
  if (mode === 'empty')
    return {
      ...all,
      'lists.all': () => [],
      'models.all': () => [],
      'vetting.page': () => ({ rows: [], total: 0, counts: { 'not-vetted': 0, benign: 0, honeypot: 0, malicious: 0 } }),
    }
  const other = (answer: () => Promise<never>): Answers =>
    Object.fromEntries((Object.keys(all) as CallName[]).map((name) => [name, answer]))
  if (mode === 'loading') return other(() => new Promise<never>(() => undefined))
  if (mode === 'fault')
    return other(() =>
      Promise.reject(
        asRejection({ kind: 'unavailable', message: 'the store is still being opened (12 of 90 days)', field: null })
      )
    )
  return all
}
