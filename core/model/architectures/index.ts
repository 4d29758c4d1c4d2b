import type { Architecture } from './architecture.ts'
import { domainNet } from './domain-net.ts'
import { mlbridgeCnn } from './mlbridge-cnn.ts'
import { ngramLinear } from './ngram-linear.ts'

/** Every architecture that can be trained and served, as the training panel lists them. A new one is one file and one entry. */
export const architectures: readonly Architecture[] = [domainNet, ngramLinear, mlbridgeCnn]

export function architectureNamed(name: string): Architecture | undefined {
  return architectures.find((architecture) => architecture.name === name)
}
