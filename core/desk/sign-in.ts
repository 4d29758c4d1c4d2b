import type { Clock } from '../system/clock.ts'
import type { Fault, Result } from '../system/result.ts'
import { failed, ok } from '../system/result.ts'
import { endpointText, type Endpoint } from '../resolver/endpoint.ts'

/** While a person signs in to a network: until when at most, and whom it is that answers. */
export type SignIn = { until: number; resolvers: string[] }

export type SignInParts = {
  clock: Clock
  /** The resolvers that this network gave the machine, read now. */
  networkResolvers(): Endpoint[]
  /** From now on only these are asked and nothing is blocked; null: all is as the settings say. */
  use(to: { resolvers: Endpoint[]; until: number } | null): Promise<void>
  /** Whether the upstreams of the settings answer as the DNS does. */
  upstreamsAnswer(): Promise<boolean>
  changed(): void
  report(problem: unknown): void
}

/**
 * A network with a sign-in page answers every question with the page's address, and lets no encrypted upstream through: who wants to sign in has to
 * ask the network's own resolver, unprotected, for a while. A person begins it, since a look for such pages would be traffic that nobody asked for. It ends by
 * itself: when its time is up, or when upstreams that did not answer answer again.
 */
export interface SignInPause extends Disposable {
  readonly now: SignIn | null
  begin(minutes: number): Promise<Result<SignIn, Fault>>
  end(): Promise<void>
  /** To be called every LOOK_AT_SIGN_IN_MS. */
  look(): Promise<void>
}

export const LOOK_AT_SIGN_IN_MS = 3000

export function createSignIn(parts: SignInParts): SignInPause {
  const { clock } = parts
  let now: (SignIn & { endsAt: number }) | null = null
  /** Upstreams that answer all along tell nothing: some networks let DNS through and stop only the rest. */
  let sawThemFail = false
  let looking = false
  let timer: NodeJS.Timeout | null = null

  async function end(): Promise<void> {
    if (now === null) return
    now = null
    if (timer !== null) clearInterval(timer)
    timer = null
    await parts.use(null)
    parts.changed()
  }

  async function look(): Promise<void> {
    if (now === null || looking) return
    // By both clocks: setting the wall clock back must not make it longer, and the monotonic one stands while the machine sleeps.
    if (clock.elapsed() >= now.endsAt || clock.now() >= now.until) return end()
    looking = true
    try {
      const answer = await parts.upstreamsAnswer()
      if (!answer) sawThemFail = true
      else if (sawThemFail) await end()
    } finally {
      looking = false
    }
  }

  return {
    get now() {
      return now === null ? null : { until: now.until, resolvers: now.resolvers }
    },
    async begin(minutes) {
      const resolvers = parts.networkResolvers()
      if (resolvers.length === 0) {
        const message =
          'this machine was given no resolver by a network, so there is nobody to ask for its sign-in page'
        return failed({ kind: 'no-resolver', message })
      }
      const ms = minutes * 60_000
      now = { until: clock.now() + ms, endsAt: clock.elapsed() + ms, resolvers: resolvers.map(endpointText) }
      sawThemFail = false
      // First: whatever becomes of what follows, it ends.
      timer ??= setInterval(() => void look().catch((bug: unknown) => parts.report(bug)), LOOK_AT_SIGN_IN_MS)
      await parts.use({ resolvers, until: now.until })
      parts.changed()
      return ok({ until: now.until, resolvers: now.resolvers })
    },
    end,
    look,
    [Symbol.dispose]() {
      if (timer !== null) clearInterval(timer)
    },
  }
}
