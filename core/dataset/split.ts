import { registeredDomain } from '../model/encoding.ts'
import { hashText, mix } from '../model/hash.ts'

export type SplitName = 'training' | 'validation' | 'test'
export const SPLITS: readonly SplitName[] = ['training', 'validation', 'test']

/**
 * 80/10/10 by a hash of the registered domain (below a private suffix: the host name): no registered domain stands in two splits, and a name
 * keeps its split in every run, file and sample.
 */
export function splitOf(name: string): SplitName {
  const place = mix(hashText(registeredDomain(name))) % 10
  return place < 8 ? 'training' : place === 8 ? 'validation' : 'test'
}
