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
  if (reply.readUInt16BE(4) === 0)
    expect(asked.readUInt16BE(4) === 0 || ['FORMERR', 'NOTIMP'].includes(rcode!)).toBe(true)
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
  const cookie = cookieIn(packet)
  expect(cookie !== null, 'a cookie').toBe(words.includes('cookie'))
  if (cookie !== null) expect(cookie.length, "client's and server's part").toBe(24)
  expect(
    optionsOf(packet).some(({ code }) => code === 12),
    'padding'
  ).toBe(words.some((word) => word.startsWith('padded')))
  for (const word of words) {
    if (word.startsWith('padded=')) expect(reply.length % Number(word.slice(7)), 'octets beyond whole blocks').toBe(0)
    if (word.startsWith('ede-text=')) expect(errors.map(({ text }) => text).join(' ')).toContain(word.slice(9))
    if (word.startsWith('size<=')) expect(reply.length).toBeLessThanOrEqual(Number(word.slice(6)))
  }
}

function optionsOf(packet: DecodedPacket): { code: number; data: Buffer }[] {
  const opt = packet.additionals?.find(({ type }) => type === 'OPT')
  return opt?.type === 'OPT' ? (opt.options as unknown as { code: number; data: Buffer }[]) : []
}

function cookieIn(packet: DecodedPacket): Buffer | null {
  return optionsOf(packet).find(({ code }) => code === 10)?.data ?? null
}

/** Client's and server's part of the cookie that an answer brings; null for none. */
export function cookieOf(reply: Buffer): Buffer | null {
  return cookieIn(decode(reply))
}

/** Option 15, read by hand: dns-packet gives it as bytes. */
export function extendedErrors(packet: DecodedPacket): { code: number; text: string }[] {
  return optionsOf(packet)
    .filter(({ code }) => code === 15)
    .map(({ data }) => ({ code: data.readUInt16BE(0), text: data.toString('utf8', 2) }))
}

function endOfQuestion(packet: Buffer): number {
  let at = 12
  while (packet[at]! > 0) at += packet[at]! + 1
  return at + 5
}
