import type { Answer, Question, RecordType } from 'dns-packet'
import type { DemoQuestion } from './traffic.ts'

/** The type numbers of the questions that the made-up network asks (IANA). */
export const TYPES: Record<DemoQuestion['type'], number> = { A: 1, AAAA: 28, HTTPS: 65, MX: 15, TXT: 16 }

const NETWORKS = ['192.0.2', '198.51.100', '203.0.113'] as const

/** What the made-up zone holds for a question: documentation addresses only (RFC 5737, RFC 3849). */
export function recordsFor({ name, type }: Pick<Question, 'name' | 'type'>): Answer[] {
  const seed = hash(name)
  const ttl = 60 + (seed % 240)
  switch (type) {
    case 'A':
      return [{ type, name, ttl, data: `${NETWORKS[seed % 3] ?? NETWORKS[0]}.${1 + (seed % 253)}` }]
    case 'AAAA':
      return seed % 3 === 0 ? [{ type, name, ttl, data: `2001:db8::${(seed % 0xffff).toString(16)}` }] : []
    case 'MX':
      return [{ type, name, ttl, data: { preference: 10, exchange: `mail.${name}` } }]
    case 'TXT':
      return [{ type, name, ttl, data: ['v=spf1 -all'] }]
    default:
      return []
  }
}

/** Most generated names are not registered: their bots ask hundreds to find one. */
export function isRegistered(name: string): boolean {
  const generated = /^[a-z]{11,20}\.[a-z]+$/.test(name) && !/(.)\1|ing|er|ar|en|on|al/.test(name)
  return !generated || hash(name) % 10 === 0
}

/** As the log shows the answer. */
export function answerTexts(name: string, type: DemoQuestion['type']): { rcode: string; answers: string[] } {
  if (!isRegistered(name)) return { rcode: 'NXDOMAIN', answers: [] }
  const answers = recordsFor({ name, type: type as RecordType }).map((record) => {
    if (record.type === 'MX') return `MX ${record.data.preference ?? 0} ${record.data.exchange}`
    if (record.type === 'TXT') return 'TXT "v=spf1 -all"'
    return record.type === 'A' || record.type === 'AAAA' ? `${record.type} ${record.data}` : record.type
  })
  return { rcode: 'NOERROR', answers }
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  return value >>> 0
}
