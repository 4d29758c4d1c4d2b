import { z } from 'zod'
import { parseName, type DomainName } from '../dns/name.ts'
import { parseUpstream } from '../resolver/upstream/address.ts'
import { failed, ok, type Result } from '../system/result.ts'

/** Settings that a person writes as lines of text. Browser-safe; each text that a schema took parses here. */

export type LineFault = { kind: 'bad-line'; message: string }

/** '192.168.1.5 nas.lan files.lan', as in a hosts file. */
export type HostsLine = { address: string; names: DomainName[] }

/** What stands behind it in a hosts file is a remark. */
const REMARK = /#.*/s

/** 'corp.lan 192.168.1.1 tls://dns.corp.example@192.0.2.1': a domain and who is asked about it and all below it. */
export type ForwardingLine = { domain: DomainName; upstreams: string[] }

const ipv4 = z.ipv4()
const ipv6 = z.ipv6()

/** Null for a line that is a remark and nothing else. */
export function readHostsLine(line: string): Result<HostsLine | null, LineFault> {
  const [address = '', ...texts] = wordsOf(line.replace(REMARK, ''))
  if (address === '' && line.includes('#')) return ok(null)
  if (!ipv4.safeParse(address).success && !ipv6.safeParse(address).success)
    return fault(`"${address}" is no address; write an address and its names, such as 192.168.1.5 nas.lan`)
  if (texts.length === 0) return fault(`no name stands behind ${address}`)
  const names = namesOf(texts)
  return names.ok ? ok({ address, names: names.value }) : names
}

export function readForwardingLine(line: string): Result<ForwardingLine, LineFault> {
  const [text = '', ...upstreams] = wordsOf(line)
  const domain = namesOf([text])
  if (!domain.ok) return domain
  if (upstreams.length === 0) return fault(`no address stands behind ${text}; write it like corp.lan 192.168.1.1`)
  const wrong = upstreams.map(parseUpstream).find((parsed) => !parsed.ok)
  if (wrong?.ok === false) return fault(wrong.fault.message)
  return ok({ domain: domain.value[0]!, upstreams })
}

function namesOf(texts: string[]): Result<DomainName[], LineFault> {
  const names: DomainName[] = []
  for (const text of texts) {
    const name = parseName(text)
    if (!name.ok) return fault(`"${text}" is no name: ${name.fault.message}`)
    names.push(name.value)
  }
  return ok(names)
}

function wordsOf(line: string): string[] {
  return line.split(/[\s,]+/).filter((word) => word !== '')
}

function fault(message: string): Result<never, LineFault> {
  return failed({ kind: 'bad-line', message })
}

/** A text that one of the readers above can read. */
export function lineSchema(read: (line: string) => Result<unknown, LineFault>): z.ZodType<string> {
  return z
    .string()
    .max(1000)
    .superRefine((line, context) => {
      const parsed = read(line)
      if (!parsed.ok) context.addIssue({ code: 'custom', message: parsed.fault.message })
    })
}
