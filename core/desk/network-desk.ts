import type { Endpoint } from '../resolver/endpoint.ts'
import { readForwardingLine } from '../settings/lines.ts'
import type { Clock } from '../system/clock.ts'
import { resolversOfNetwork } from '../system/network-resolvers.ts'
import { LOOK_AT_NETWORK_MS, networkFingerprint, watchNetwork, type NetworkChange } from '../system/network-watch.ts'
import { findRoutes } from '../system/split-dns/find-routes.ts'
import { valueOf } from './expect-value.ts'
import type { Handlers } from './handlers.ts'
import type { Parts } from './parts.ts'
import { createSignIn, type SignIn } from './sign-in.ts'
import { ownResolversOfNetwork } from './upstreams.ts'

/** What the desk knows of the network that the machine is in. */
export interface NetworkDesk extends Disposable {
  readonly signIn: SignIn | null
  handlers(state: Handlers['workstation.state']): Pick<Handlers, 'network.signIn' | 'network.routes'>
}

type NetworkParts = Pick<Parts, 'options' | 'clock' | 'protection' | 'resolver' | 'settings' | 'shell'> & {
  /** Where the resolver answers. */
  listening(): Endpoint | null
  changed(): void
}

/** Follows the machine from network to network, and lets a person sign in to one. */
export function createNetworkDesk(parts: NetworkParts): NetworkDesk {
  const { options, clock, protection, resolver, settings, shell, listening, changed } = parts
  const signIn = createSignIn({
    clock,
    networkResolvers: () =>
      ownResolversOfNetwork(resolversOfNetwork(), { own: listening(), machine: options.machineServers?.() ?? null }),
    use: (to) => protection.signIn(to),
    upstreamsAnswer: () => resolver.tryUpstreams(protection.usualConfig()),
    changed,
    report: shell.report,
  })
  const watching = followNetwork(clock, (change) => {
    protection.networkChanged(change).then(changed, shell.report)
  })

  return {
    get signIn() {
      return signIn.now
    },
    handlers: (state) => ({
      'network.signIn': async ({ minutes }) => {
        if (minutes === 0) await signIn.end()
        else valueOf(await signIn.begin(minutes))
        return state({})
      },
      'network.routes': async () => {
        const taken = new Set(settings.current().forwarding.map(domainOf))
        return (await findRoutes()).map((route) => ({ ...route, taken: taken.has(route.domain) }))
      },
    }),
    [Symbol.dispose]() {
      clearInterval(watching)
      signIn[Symbol.dispose]()
    },
  }
}

function followNetwork(clock: Clock, onChange: (change: NetworkChange) => void): NodeJS.Timeout {
  const watch = watchNetwork({ clock, fingerprint: networkFingerprint, onChange })
  return setInterval(() => watch.look(), LOOK_AT_NETWORK_MS).unref()
}

function domainOf(line: string): string {
  const read = readForwardingLine(line)
  return read.ok ? read.value.domain : ''
}
