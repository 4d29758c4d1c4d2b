import { skipName } from '../../core/dns/asked.ts'
import { upstreamQuery } from '../../core/dns/compose.ts'
import { HEADER_SIZE } from '../../core/dns/wire.ts'
import { ask } from './ask.ts'
import type { Asking } from './questions.ts'
import { see, type Seen } from './seen.ts'

export type UpstreamPorts = { root: number; lab: number }

/** What the upstream of a question says to it when it is asked as we ask, over TCP and so whole. Null when it says nothing that can be read. */
export async function upstreamSays(
  { packet, name, secure, checkingDisabled }: Asking,
  ports: UpstreamPorts
): Promise<Seen | null> {
  const question = packet.subarray(HEADER_SIZE, skipName(packet, HEADER_SIZE) + 4)
  const query = upstreamQuery(question, { checkingDisabled: checkingDisabled ? 0x10 : 0, dnssecOk: secure, edns: true })
  const answer = await ask(query, true, name === 'lab.' || name.endsWith('.lab.') ? ports.lab : ports.root)
  const seen = answer === null ? null : see(answer)
  return typeof seen === 'string' ? null : seen
}
