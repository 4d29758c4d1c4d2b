import { setTimeout as pause } from 'node:timers/promises'
import { join } from 'node:path'
import { getDomain } from 'tldts'
import type { DomainName } from '../dns/name.ts'
import { isPublicName } from '../dns/special-use.ts'
import type { Clock } from '../system/clock.ts'
import { visible } from '../system/visible.ts'
import { openAnswerCache } from './answer-cache.ts'
import { createPace } from './pace.ts'
import { dialFaultText, type RegistrationDial } from './ports.ts'
import { parseRdap } from './rdap.ts'
import { createRdapServers } from './rdap-servers.ts'
import type { Registration, RegistrationAnswer } from './record.ts'
import { shownRegistration, type Said } from './texts.ts'
import { parseWhois, referredServer } from './whois-text.ts'

export type RegistrationParts = {
  dial: RegistrationDial
  cacheFolder: string
  clock: Clock
  /** Whether a question may leave the machine now: the setting `lookUps`. */
  allowed: () => boolean
  /** Instead of those that ship with the product; for tests. */
  knownRdapServers?: Record<string, string>
}

export interface Registrations {
  /** Whom a name is registered with. `refresh` asks again even where an answer is kept. */
  of(name: DomainName, refresh?: boolean): Promise<RegistrationAnswer>
}

const RDAP_WITHIN_MS = 8000
const WHOIS_WITHIN_MS = 5000
const IANA_WHOIS = 'whois.iana.org'

/** RDAP first, WHOIS where there is none or it fails (docs/decisions/0045-registrations.md). */
export async function createRegistrations(parts: RegistrationParts): Promise<Registrations> {
  const { dial, cacheFolder, clock, allowed } = parts
  const cache = await openAnswerCache(join(cacheFolder, 'answers'), clock)
  const rdapServers = createRdapServers({ folder: cacheFolder, clock, http: dial.http, known: parts.knownRdapServers })
  const pace = createPace(clock)
  const whoisServers = new Map<string, string>()
  const asking = new Map<string, Promise<RegistrationAnswer>>()

  /** Waits for the registry's turn; null when it may be asked now, else what to answer instead. */
  async function waitFor(server: string): Promise<RegistrationAnswer | null> {
    const turn = pace.take(server)
    if (turn.kind === 'full') return tooOften(server, turn.waitMs)
    if (turn.afterMs > 0) await pause(turn.afterMs)
    return null
  }

  async function byRdap(domain: string, base: string): Promise<RegistrationAnswer> {
    const server = new URL(base).host
    const full = await waitFor(server)
    if (full !== null) return full
    const got = await dial.http(`${base}domain/${domain}`, RDAP_WITHIN_MS)
    if (!got.ok) return failure(dialFaultText(server, got.fault))
    const { status, body, retryAfterMs } = got.value
    if (status === 404) return { kind: 'not-registered', registeredDomain: domain, server, fetchedAt: clock.now() }
    if (status === 429) {
      pace.rest(server, retryAfterMs ?? 60_000)
      return tooOften(server, retryAfterMs ?? 60_000)
    }
    if (status !== 200) return failure(`${server} answered with HTTP status ${status}`)
    const said = parseRdap(body)
    return said.ok ? found({ domain, server, source: 'rdap' }, said.value) : failure(`${server}: ${said.fault}`)
  }

  async function byWhois(domain: string): Promise<RegistrationAnswer> {
    const server = await whoisServerOf(domain.slice(domain.lastIndexOf('.') + 1))
    if (typeof server !== 'string') return server
    const full = await waitFor(server)
    if (full !== null) return full
    const got = await dial.whois(server, domain, WHOIS_WITHIN_MS)
    if (!got.ok) return failure(dialFaultText(server, got.fault))
    const answer = parseWhois(domain, got.value)
    switch (answer.kind) {
      case 'found':
        return found({ domain, server, source: 'whois' }, answer.said)
      case 'not-registered':
        return { kind: 'not-registered', registeredDomain: domain, server, fetchedAt: clock.now() }
      case 'refused':
        pace.rest(server, 60_000)
        return { kind: 'failed', message: `${server} refuses: ${visible(answer.line, 200)}`, retryAfterMs: 60_000 }
      case 'unclear':
        return failure(`${server} sent an empty answer`)
    }
  }

  async function whoisServerOf(topLevel: string): Promise<string | RegistrationAnswer> {
    const known = whoisServers.get(topLevel)
    if (known !== undefined) return known
    const full = await waitFor(IANA_WHOIS)
    if (full !== null) return full
    const got = await dial.whois(IANA_WHOIS, topLevel, WHOIS_WITHIN_MS)
    if (!got.ok) return failure(dialFaultText(IANA_WHOIS, got.fault))
    const server = referredServer(got.value)
    if (server === null) return failure(`the registry of .${topLevel} has neither an RDAP nor a WHOIS server`)
    whoisServers.set(topLevel, server)
    return server
  }

  async function ask(domain: string): Promise<RegistrationAnswer> {
    const base = await rdapServers.baseOf(domain.slice(domain.lastIndexOf('.') + 1))
    const first = base === null ? null : await byRdap(domain, base)
    // A registry that says "too often" is not asked by its other door.
    if (first !== null && (first.kind !== 'failed' || first.retryAfterMs !== null)) return first
    const second = await byWhois(domain)
    if (first === null || second.kind !== 'failed') return second
    return { ...second, message: `${messageOf(first)}; ${second.message}` }
  }

  function found(
    from: { domain: string; server: string; source: Registration['source'] },
    said: Said
  ): RegistrationAnswer {
    const { domain: registeredDomain, server, source } = from
    const registration = { registeredDomain, source, server, fetchedAt: clock.now(), ...shownRegistration(said) }
    return { kind: 'found', registration, fromCache: false }
  }

  async function askedOnce(domain: string): Promise<RegistrationAnswer> {
    const answer = await ask(domain)
    await cache.put(domain, answer)
    return answer
  }

  return {
    async of(name, refresh = false) {
      const domain = isPublicName(name) ? getDomain(name, ICANN_ONLY) : null
      if (domain === null) {
        return { kind: 'not-asked', why: 'not-a-public-name', message: 'no registry gives names like this one' }
      }
      const kept = refresh && allowed() ? null : await cache.get(domain)
      if (kept !== null) return kept.kind === 'found' ? { ...kept, fromCache: true } : kept
      if (!allowed())
        return { kind: 'not-asked', why: 'offline', message: 'not asked: look-ups are off in the settings' }
      const running = asking.get(domain) ?? askedOnce(domain).finally(() => asking.delete(domain))
      asking.set(domain, running)
      return running
    },
  }
}

/** A registry knows `pages.dev`, not what Cloudflare's customers have below it. */
const ICANN_ONLY = { allowPrivateDomains: false, extractHostname: false, validateHostname: false, detectIp: false }

function failure(message: string): RegistrationAnswer {
  return { kind: 'failed', message, retryAfterMs: null }
}

function tooOften(server: string, waitMs: number): RegistrationAnswer {
  const message = `${server} was asked too often; it may be asked again in ${Math.ceil(waitMs / 1000)} s`
  return { kind: 'failed', message, retryAfterMs: waitMs }
}

function messageOf(answer: RegistrationAnswer): string {
  return answer.kind === 'failed' ? answer.message : answer.kind
}
