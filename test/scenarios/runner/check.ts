import { decode, type DecodedPacket } from 'dns-packet'
import { expect } from 'vitest'
import { rcodeText } from '../../../core/dns/mnemonics.ts'
import { recordLines } from './records.ts'
import type { Step } from './script.ts'

type Reply = { step: Step; asked: Buffer; reply: Buffer }

/**
 * 'get RCODE [tc] [ad] [cd] [aa] [edns] [do] [ede=N] [ede-text=WORD] [size<=N]' and every record below it, in order. What a line does not name must
 * not be there: a flag that is not written is not set.
 */
export function checkReply({ step, asked, reply }: Reply): void {
  const packet = decode(reply)
  const [, rcode, ...words] = step.words
  expect(packet.id, 'the id goes back as it came').toBe(asked.readUInt16BE(0))
  // Where no question was read, none goes back.
  if (reply.readUInt16BE(4) === 0) expect(['FORMERR', 'NOTIMP']).toContain(rcode)
  else {
    const question = asked.subarray(12, endOfQuestion(asked))
    expect(reply.subarray(12, 12 + question.length).equals(question), 'the question, in its case').toBe(true)
  }
  const opt = packet.additionals?.find(({ type }) => type === 'OPT')
  const upperRcode = opt?.type === 'OPT' ? opt.extendedRcode << 4 : 0
  expect(rcodeText((reply[3]! & 0x0f) | upperRcode)).toBe(rcode)
  expect(flagsOf(packet), 'flags').toEqual(
    words.filter((word) => ['tc', 'ad', 'cd', 'aa', 'edns', 'do', 'norecursion'].includes(word)).toSorted()
  )
  expect(packet.flag_ra, 'recursion is available').toBe(true)
  checkWords(words, { reply, packet })
  expect(recordLines(packet)).toEqual(step.records)
}

function flagsOf(packet: DecodedPacket): string[] {
  const opt = packet.additionals?.find(({ type }) => type === 'OPT')
  const flags: Record<string, boolean> = {
    tc: packet.flag_tc,
    ad: packet.flag_ad,
    cd: packet.flag_cd,
    aa: packet.flag_aa,
    edns: opt !== undefined,
    do: opt?.type === 'OPT' && opt.flag_do,
    norecursion: !packet.flag_rd,
  }
  return Object.keys(flags)
    .filter((flag) => flags[flag])
    .toSorted()
}

function checkWords(words: string[], { reply, packet }: { reply: Buffer; packet: DecodedPacket }): void {
  const errors = extendedErrors(packet)
  const wanted = words.filter((word) => word.startsWith('ede=')).map((word) => Number(word.slice(4)))
  expect(
    errors.map(({ code }) => code),
    'Extended DNS Errors'
  ).toEqual(wanted)
  for (const word of words) {
    if (word.startsWith('ede-text=')) expect(errors.map(({ text }) => text).join(' ')).toContain(word.slice(9))
    if (word.startsWith('size<=')) expect(reply.length).toBeLessThanOrEqual(Number(word.slice(6)))
  }
}

/** Option 15, read by hand: dns-packet gives it as bytes. */
export function extendedErrors(packet: DecodedPacket): { code: number; text: string }[] {
  const opt = packet.additionals?.find(({ type }) => type === 'OPT')
  if (opt?.type !== 'OPT') return []
  return (opt.options as unknown as { code: number; data: Buffer }[])
    .filter(({ code }) => code === 15)
    .map(({ data }) => ({ code: data.readUInt16BE(0), text: data.toString('utf8', 2) }))
}

function endOfQuestion(packet: Buffer): number {
  let at = 12
  while (packet[at]! > 0) at += packet[at]! + 1
  return at + 5
}
