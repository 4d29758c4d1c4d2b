import { TYPE } from '../dns/mnemonics.ts'
import type { DomainName } from '../dns/name.ts'
import { isPrivateAddress } from '../dns/private-address.ts'
import { recordText } from '../dns/record-text.ts'
import type { RecordPlace, ScannedReply } from '../dns/scan.ts'
import { readName } from '../dns/wire-name.ts'
import { read16 } from '../dns/wire.ts'

/** The names that an answer leads to: a block of one of them is a block of the asked name. */
export function targetsOf(message: Buffer, { records }: ScannedReply): DomainName[] {
  return records.flatMap((record) => {
    const at = record.section === 'answer' ? targetAt(record) : null
    const target = at === null ? null : readName(message, at)
    // The root stands for "none" in an SVCB record (RFC 9460, 2.5).
    return target === null || target.name === '' ? [] : [target.name]
  })
}

function targetAt({ type, rdataAt, rdataEnd }: RecordPlace): number | null {
  if (type === TYPE.CNAME || type === TYPE.DNAME) return rdataAt
  return isService(type) && rdataEnd - rdataAt > 2 ? rdataAt + 2 : null
}

/** The first record that leads into a private network, as the log shows it; null when none does. Hints of SVCB and HTTPS count too. */
export function privateAddressIn(message: Buffer, { records }: ScannedReply): string | null {
  for (const record of records) {
    if (record.section === 'authority') continue
    if (addressesOf(message, record).some(isPrivateAddress)) return recordText(message, record)
  }
  return null
}

function addressesOf(message: Buffer, record: RecordPlace): Buffer[] {
  const { type, rdataAt, rdataEnd } = record
  if (type === TYPE.A || type === TYPE.AAAA) return [message.subarray(rdataAt, rdataEnd)]
  return isService(type) ? hintsOf(message, record) : []
}

/** RFC 9460, 2.2 and 7.3: after priority and target come key, length and value; 4 and 6 are lists of addresses. */
function hintsOf(message: Buffer, { rdataAt, rdataEnd }: RecordPlace): Buffer[] {
  const hints: Buffer[] = []
  let at = readName(message, rdataAt + 2)?.end ?? rdataEnd
  while (at + 4 <= rdataEnd) {
    const size = HINT_SIZES[read16(message, at)]
    const end = at + 4 + read16(message, at + 2)
    if (end > rdataEnd) break
    if (size !== undefined)
      for (let one = at + 4; one + size <= end; one += size) hints.push(message.subarray(one, one + size))
    at = end
  }
  return hints
}

/** Octets of one address, by the parameter's key. */
const HINT_SIZES: Record<number, number> = { 4: 4, 6: 16 }

function isService(type: number): boolean {
  return type === TYPE.SVCB || type === TYPE.HTTPS
}
