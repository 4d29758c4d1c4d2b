import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  EVIDENCE_LENGTH,
  EVIDENCE_SESSIONS,
  evidenceNumber,
  evidenceText,
  parseEvidence,
  writeEvidence,
} from '../../../core/log/evidence.ts'

const id = fc
  .tuple(fc.nat(EVIDENCE_SESSIONS - 1), fc.nat(2 ** 32 - 1))
  .map(([session, sequence]) => evidenceNumber(session, sequence))

describe('an evidence id', () => {
  it('comes back from its text, also from one that was typed by hand', () => {
    fc.assert(
      fc.property(id, (number) => {
        expect(parseEvidence(evidenceText(number))).toBe(number)
        expect(parseEvidence(` ${evidenceText(number).toUpperCase().replaceAll('0', 'O').replaceAll('1', 'l')} `)).toBe(
          number
        )
      })
    )
  })

  it('is the same in the bytes of an answer as in text', () => {
    fc.assert(
      fc.property(id, (number) => {
        const bytes = Buffer.alloc(EVIDENCE_LENGTH + 2, '.')
        writeEvidence(bytes, 1, number)
        expect(bytes.toString()).toBe(`.${evidenceText(number)}.`)
      })
    )
  })

  it.each(['', 'short', '0123456789abc', '0123456789!', 'uuuuuuuuuuu', 'zzzzzzzzzzz'])('is not "%s"', (text) => {
    expect(parseEvidence(text)).toBeNull()
  })
})
