import { CLASS_IN, RCODE, TYPE } from '../../dns/mnemonics.ts'
import { nameFromWire } from '../../dns/name.ts'
import { createUpstreams, type UpstreamConfig, type UpstreamParts } from './upstreams.ts'

/** The root's name servers: who answers every name with a page's address gets this one wrong. */
const QUESTION = Buffer.from([0, 0, TYPE.NS, 0, CLASS_IN])

/** Whether one of these upstreams answers as the DNS does. They are asked apart from those in use. */
export async function tryUpstreams(config: UpstreamConfig, parts: UpstreamParts): Promise<boolean> {
  const upstreams = createUpstreams(config, parts)
  try {
    const question = { name: nameFromWire(''), question: QUESTION, checkingDisabled: 0, dnssecOk: false }
    const outcome = await upstreams.ask(question)
    if (!outcome.ok) return false
    const { rcode, records } = outcome.value.scanned
    return rcode === RCODE.NOERROR && records.some(({ section, type }) => section === 'answer' && type === TYPE.NS)
  } finally {
    upstreams.close()
  }
}
