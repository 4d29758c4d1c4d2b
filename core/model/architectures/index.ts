import type { Architecture, Network } from './architecture.ts'
import { domainNetServing, type Serving } from './domain-net-serving.ts'
import { domainNet } from './domain-net.ts'
import type { TensorFlow } from '../tensorflow.ts'
import { mlbridgeCnn } from './mlbridge-cnn.ts'
import { ngramLinear } from './ngram-linear.ts'

/** Every architecture that can be trained and served, as the training panel lists them. A new one is one file and one entry. */
export const architectures: readonly Architecture[] = [domainNet, ngramLinear, mlbridgeCnn]

export function architectureNamed(name: string): Architecture | undefined {
  return architectures.find((architecture) => architecture.name === name)
}

/** A shorter way to the logits of a network that learns no more. */
const servings: Readonly<Record<string, typeof domainNetServing>> = {
  [domainNet.name]: domainNetServing,
}

/** Null where the architecture has none. */
export function servingOf(tf: TensorFlow, name: string, network: Network): Serving | null {
  return servings[name]?.(tf, network) ?? null
}
