import { TYPE } from './mnemonics.ts'

/** Where the names of a record's data stand: octets before the first one, how many follow each other, and what is behind them. */
export type NamesInData = { after: number; names: number; then: 'end' | 'more' }

const ONE: NamesInData = { after: 0, names: 1, then: 'end' }
const TWO: NamesInData = { after: 0, names: 2, then: 'end' }
const NUMBER_THEN_ONE: NamesInData = { after: 2, names: 1, then: 'end' }

/**
 * By type: those of RFC 1035, those of RFC 3597, 4 which a receiver is to expect compressed, and SVCB and HTTPS (RFC 9460, 2.2), whose target leads on.
 * Names of other later types are octets like all others.
 */
export const NAMES_IN_DATA: Readonly<Record<number, NamesInData>> = {
  [TYPE.NS]: ONE,
  // MD and MF.
  3: ONE,
  4: ONE,
  [TYPE.CNAME]: ONE,
  [TYPE.SOA]: { after: 0, names: 2, then: 'more' },
  // MB, MG and MR.
  7: ONE,
  8: ONE,
  9: ONE,
  [TYPE.PTR]: ONE,
  // MINFO.
  14: TWO,
  [TYPE.MX]: NUMBER_THEN_ONE,
  // RP.
  17: TWO,
  // AFSDB and RT.
  18: NUMBER_THEN_ONE,
  21: NUMBER_THEN_ONE,
  // PX.
  26: { after: 2, names: 2, then: 'end' },
  [TYPE.SRV]: { after: 6, names: 1, then: 'end' },
  // KX.
  36: NUMBER_THEN_ONE,
  [TYPE.DNAME]: ONE,
  [TYPE.SVCB]: { after: 2, names: 1, then: 'more' },
  [TYPE.HTTPS]: { after: 2, names: 1, then: 'more' },
}
