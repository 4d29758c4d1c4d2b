import { scanReply, type ScannedReply } from '../../dns/scan.ts'
import { FLAGS_HIGH, HEADER_SIZE, TC } from '../../dns/wire.ts'
import { upstreamQuery } from '../../dns/compose.ts'
import { RCODE } from '../../dns/mnemonics.ts'
import type { Line, LineFault } from './line.ts'

/** What is asked of an upstream: name, type and class as wire bytes, and the two flags that change the answer. */
export type UpstreamQuestion = { question: Buffer; checkingDisabled: number; dnssecOk: boolean }

export type AttemptListener = {
  reply(message: Buffer, scanned: ScannedReply): void
  fault(fault: LineFault): void
}

type Lines = { udp: Line; tcp: Line }

/**
 * One question to one upstream: over UDP, again without EDNS when the upstream does not know it (RFC 6891, 6.2.2), over TCP when the answer was
 * cut. Returns what to call when the answer is no longer wanted.
 */
export function attempt(lines: Lines, asked: UpstreamQuestion, listener: AttemptListener): () => void {
  let cancel = ask(lines.udp, true)
  let withoutEdns = false
  let hungUp = false

  function ask(line: Line, edns: boolean): () => void {
    return line.send(upstreamQuery(asked.question, { ...asked, edns }), {
      reply: (message) => judge(message, line),
      fault: (fault) => mend(fault, line),
    })
  }

  /** RFC 7766, 6.2.4: a server may close a kept connection at any moment; then the question goes out once more on a new one. */
  function mend(fault: LineFault, line: Line): void {
    if (line !== lines.tcp || hungUp) return listener.fault(fault)
    hungUp = true
    again(line, !withoutEdns)
  }

  function again(line: Line, edns: boolean): void {
    cancel()
    cancel = ask(line, edns)
  }

  function judge(message: Buffer, line: Line): void {
    const scanned = message.length > HEADER_SIZE ? scanReply(message) : null
    const bare = message.length === HEADER_SIZE
    if (!withoutEdns && (bare || refusesEdns(scanned))) {
      withoutEdns = true
      again(line, false)
    } else if (line === lines.udp && (message[FLAGS_HIGH]! & TC) !== 0) again(lines.tcp, !withoutEdns)
    // A message that does not hold what it says is as good as none, but it tells that this upstream will not do better.
    else if (scanned === null) listener.fault({ kind: 'unreachable', message: 'the answer was malformed' })
    else listener.reply(message, scanned)
  }

  return () => cancel()
}

function refusesEdns(scanned: ScannedReply | null): boolean {
  return scanned !== null && !scanned.hasOpt && (scanned.rcode === RCODE.FORMERR || scanned.rcode === RCODE.NOTIMP)
}
