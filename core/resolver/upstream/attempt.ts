import { scanReply, type ScannedReply } from '../../dns/scan.ts'
import { FLAGS_HIGH, HEADER_SIZE, TC } from '../../dns/wire.ts'
import { upstreamQuery } from '../../dns/compose.ts'
import { RCODE } from '../../dns/mnemonics.ts'
import type { DomainName } from '../../dns/name.ts'
import { inMixedLetters, type Letters } from './letters.ts'
import type { Line, LineFault } from './line.ts'

/** What is asked of an upstream: name, type and class as wire bytes, and the two flags that change the answer. */
export type UpstreamQuestion = { name: DomainName; question: Buffer; checkingDisabled: number; dnssecOk: boolean }

export type AttemptListener = {
  reply(message: Buffer, scanned: ScannedReply): void
  fault(fault: LineFault): void
}

export type Lines = {
  /** Asked first: UDP, or the stream where there is nothing else. */
  first: Line
  stream: Line
  letters: Letters
  chance: () => number
  /** Whether questions are made equally long, so that their length tells nothing (RFC 8467). */
  padded: boolean
}

/**
 * One question to one upstream: over its first line, again without EDNS when the upstream does not know it (RFC 6891, 6.2.2), over a stream when the
 * answer was cut or came in other letters than it was asked in. Returns what to call when the answer is no longer wanted.
 */
export function attempt(lines: Lines, asked: UpstreamQuestion, listener: AttemptListener): () => void {
  const { first, stream, letters, padded } = lines
  const question = letters.mixed ? inMixedLetters(asked.question, lines.chance) : asked.question
  let edns = true
  let doubted = false
  let hungUp = false
  let cancel = ask(first)

  function ask(line: Line): () => void {
    return line.send(upstreamQuery(question, { ...asked, edns, padded }), {
      reply: (message) => judge(message, line),
      fault: (fault) => mend(fault, line),
    })
  }

  /** RFC 7766, 6.2.4: a server may close a kept connection at any moment; then the question goes out once more on a new one. */
  function mend(fault: LineFault, line: Line): void {
    if (fault.kind !== 'hung-up' || hungUp) return giveUp(fault)
    hungUp = true
    again(line)
  }

  /** Who speaks no TCP cannot clear up a doubt; its letters are taken as they come from then on. */
  function giveUp(fault: LineFault): void {
    if (!doubted || !letters.mixed) return listener.fault(fault)
    letters.lost()
    again(first)
  }

  function again(line: Line): void {
    cancel()
    cancel = ask(line)
  }

  function judge(message: Buffer, line: Line): void {
    const bare = message.length === HEADER_SIZE
    if (!bare && letters.mixed && !inTheseLetters(message, question)) {
      if (line !== stream) return doubt()
      letters.lost()
    } else if (doubted) letters.kept()
    const scanned = bare ? null : scanReply(message)
    if (edns && (bare || refusesEdns(scanned))) {
      edns = false
      again(line)
    } else if (line !== stream && isCut(message)) again(stream)
    // A message that does not hold what it says is as good as none, but it tells that this upstream will not do better.
    else if (scanned === null) listener.fault({ kind: 'unreachable', message: 'its answer was malformed' })
    // Over a stream everything has room: who cuts there keeps something back (RFC 2181, 9).
    else if (isCut(message)) listener.fault({ kind: 'unreachable', message: 'its answer was cut' })
    else listener.reply(message, scanned)
  }

  /** A forger who guessed id and port, or a server that does not keep letters: over TCP no one can forge, and it shows which. */
  function doubt(): void {
    doubted = true
    letters.doubted()
    again(stream)
  }

  return () => cancel()
}

function isCut(message: Buffer): boolean {
  return (message[FLAGS_HIGH]! & TC) !== 0
}

function inTheseLetters(message: Buffer, question: Buffer): boolean {
  return question.equals(message.subarray(HEADER_SIZE, HEADER_SIZE + question.length))
}

function refusesEdns(scanned: ScannedReply | null): boolean {
  return scanned !== null && !scanned.hasOpt && (scanned.rcode === RCODE.FORMERR || scanned.rcode === RCODE.NOTIMP)
}
