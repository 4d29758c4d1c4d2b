import type { Result } from '../system/result.ts'

/** How a question of ours leaves the machine: adapters in http.ts and whois-client.ts, loopback servers in tests. */
export type RegistrationDial = {
  http: HttpGet
  whois: WhoisAsk
}

export type HttpAnswer = { status: number; retryAfterMs: number | null; body: string }

/** `afterMs` is how long was waited. Messages end a sentence that begins with the server's name. */
export type DialFault =
  { kind: 'timed-out'; afterMs: number } | { kind: 'too-long' } | { kind: 'unreachable'; message: string }

/** One GET, redirects of the registry followed, its whole answer within the time. */
export type HttpGet = (url: string, withinMs: number) => Promise<Result<HttpAnswer, DialFault>>

/** One question on port 43 (RFC 3912), its whole answer within the time. */
export type WhoisAsk = (server: string, question: string, withinMs: number) => Promise<Result<string, DialFault>>

export function dialFaultText(server: string, fault: DialFault): string {
  switch (fault.kind) {
    case 'timed-out':
      return `${server} did not answer in ${Number((fault.afterMs / 1000).toFixed(1))} s`
    case 'too-long':
      return `${server} sent more than an answer can be`
    case 'unreachable':
      return `${server} cannot be reached: ${fault.message}`
  }
}

/** What a registry's answer can be at most; the longest real ones have some 30 KB, IANA's list of servers 60 KB. */
export const MOST_ANSWER_BYTES = 512 * 1024
