import { TYPE } from '../../core/dns/mnemonics.ts'
import {
  ARCOUNT, DO, FLAGS_HIGH, FLAGS_LOW, HEADER_SIZE, OPT_CLASS_AT, OPT_FLAGS_AT, OPT_RDLENGTH_AT, OPT_SIZE, POINTER, QDCOUNT, QR, RD, write16,
} from '../../core/dns/wire.ts' // prettier-ignore
import type { Random } from '../../core/model/random.ts'
import { names } from './names.ts'

/** A packet being made, and where its parts stood before anything was broken. */
type Draft = { bytes: Buffer; length: number; nameEnd: number; questionEnd: number; optAt: number }

const ROOM = 4096

/**
 * An endless row of packets, the same for the same chance: valid questions of many kinds, most of them broken in up to four places that mean something
 * (lengths, pointers, counts, OPT and its options, flags), some by chance alone.
 */
export function createPackets(random: Random): () => Buffer {
  const below = (limit: number) => Math.floor(random() * limit)
  const of = <T>(values: readonly T[]) => values[below(values.length)]!
  const nextName = names(random)
  const draft: Draft = { bytes: Buffer.alloc(ROOM), length: 0, nameEnd: 0, questionEnd: 0, optAt: 0 }

  function valid(): void {
    const { bytes } = draft
    bytes.fill(0, 0, HEADER_SIZE)
    write16(bytes, 0, below(0x10000))
    bytes[FLAGS_HIGH] = below(8) === 0 ? 0 : RD
    bytes[FLAGS_LOW] = below(4) === 0 ? below(8) << 4 : 0
    bytes[QDCOUNT + 1] = 1
    const name = nextName()
    bytes.set(name, HEADER_SIZE)
    draft.nameEnd = HEADER_SIZE + name.length
    write16(bytes, draft.nameEnd, below(16) === 0 ? below(0x10000) : of(TYPES))
    write16(bytes, draft.nameEnd + 2, below(32) === 0 ? of(CLASSES) : 1)
    draft.questionEnd = draft.length = draft.nameEnd + 4
    draft.optAt = 0
    if (below(2) === 0) appendOpt()
  }

  function appendOpt(): void {
    const { bytes, length: at } = draft
    draft.optAt = at
    bytes.fill(0, at, at + OPT_SIZE)
    write16(bytes, at + 1, TYPE.OPT)
    write16(bytes, at + OPT_CLASS_AT, of(SIZES))
    if (below(16) === 0) bytes[at + OPT_FLAGS_AT - 1] = below(256)
    if (below(2) === 0) bytes[at + OPT_FLAGS_AT] = DO
    draft.length += OPT_SIZE
    for (let options = below(4); options > 0; options--) appendOption()
    write16(bytes, at + OPT_RDLENGTH_AT, draft.length - at - OPT_SIZE)
    bytes[ARCOUNT + 1] = bytes[ARCOUNT + 1]! + 1
  }

  function appendOption(): void {
    const { bytes, length: at } = draft
    const size = of(OPTION_SIZES)
    if (at + 4 + size > ROOM / 2) return
    write16(bytes, at, of(OPTIONS))
    write16(bytes, at + 2, size)
    noise(at + 4, size)
    draft.length += 4 + size
  }

  function noise(at: number, size: number): void {
    for (let i = at; i < at + size; i++) draft.bytes[i] = below(256)
  }

  /** Each breaks one thing; a place that a packet does not have is anywhere in it. */
  const BREAKS: readonly (() => void)[] = [
    () => (draft.bytes[below(draft.length)]! ^= 1 << below(8)),
    () => (draft.bytes[below(draft.length)] = of(ODD_OCTETS)),
    () => write16(draft.bytes, below(Math.max(1, draft.length - 1)), of(ODD_NUMBERS)),
    // Counts, whole and small.
    () => write16(draft.bytes, QDCOUNT + 2 * below(4), below(2) === 0 ? below(4) : of(ODD_NUMBERS)),
    () => (draft.bytes[FLAGS_HIGH] = below(256)),
    () => (draft.bytes[FLAGS_LOW] = below(256)),
    () => (draft.bytes[FLAGS_HIGH]! |= below(4) === 0 ? QR : below(16) << 3),
    // Shorter, longer, a part taken out, a part twice.
    () => (draft.length = below(draft.length + 1)),
    () =>
      (draft.length = of([0, 1, 11, 12, draft.nameEnd - 1, draft.nameEnd, draft.questionEnd - 1, draft.questionEnd])),
    () => append(below(64)),
    () => append(below(8) === 0 ? 1400 : 4),
    () => cut(below(draft.length + 1), below(16)),
    () => repeat(below(draft.length + 1), below(80)),
    // Labels: lengths that lie, pointers forward, backward and to themselves.
    () => (draft.bytes[HEADER_SIZE + below(draft.nameEnd - HEADER_SIZE)] = of(LABEL_OCTETS)),
    () => write16(draft.bytes, HEADER_SIZE + below(draft.nameEnd - HEADER_SIZE), (POINTER << 8) | below(64)),
    () => write16(draft.bytes, draft.questionEnd, (POINTER << 8) | below(draft.length + 8)),
    // Type, class, and the record behind the question.
    () => write16(draft.bytes, draft.nameEnd + 2 * below(2), of(ODD_NUMBERS)),
    () => draft.optAt > 0 && write16(draft.bytes, draft.optAt + of([1, 3, 5, 7, 9]), of(ODD_NUMBERS)),
    () => draft.optAt > 0 && write16(draft.bytes, draft.optAt + OPT_SIZE + below(8), of(ODD_NUMBERS)),
    () => draft.optAt > 0 && (draft.bytes[draft.optAt] = of(LABEL_OCTETS)),
    () => draft.length < ROOM / 2 && appendOpt(),
    () => draft.length < ROOM / 2 && secondQuestion(),
  ]

  function append(size: number): void {
    const fits = Math.min(size, ROOM - draft.length)
    noise(draft.length, fits)
    draft.length += fits
  }

  function cut(at: number, size: number): void {
    const end = Math.min(draft.length, at + size)
    draft.bytes.copyWithin(at, end, draft.length)
    draft.length -= end - at
  }

  function repeat(at: number, size: number): void {
    const end = Math.min(draft.length, at + size)
    if (draft.length + end - at > ROOM) return
    draft.bytes.copyWithin(end, at, draft.length)
    draft.length += end - at
  }

  function secondQuestion(): void {
    const size = draft.questionEnd - HEADER_SIZE
    draft.bytes.copyWithin(draft.length, HEADER_SIZE, draft.questionEnd)
    draft.length += size
    draft.bytes[QDCOUNT + 1] = 2
  }

  return () => {
    if (below(256) === 0) {
      draft.length = 0
      append(below(600))
    } else {
      valid()
      for (let left = of(HOW_MANY); left > 0; left--) if (draft.length > 0) of(BREAKS)()
    }
    // Whoever takes the packet in may keep it.
    return Buffer.from(draft.bytes.subarray(0, draft.length))
  }
}

const HOW_MANY = [0, 0, 1, 1, 1, 2, 2, 3, 4]
const TYPES = [
  1, 1, 1, 28, 28, 65, 64, 2, 5, 6, 12, 15, 16, 33, 39, 41, 43, 46, 48, 52, 128, 249, 250, 251, 252, 255, 0, 65535,
]
const CLASSES = [0, 3, 4, 254, 255, 65535]
const SIZES = [0, 1, 511, 512, 513, 1231, 1232, 1233, 1400, 4096, 65535]
/** NSID, client subnet, expire, cookie, keepalive, padding, chain, EDE, one of private use, one that is reserved. */
const OPTIONS = [3, 8, 9, 10, 10, 10, 11, 12, 13, 15, 65001, 65535]
const OPTION_SIZES = [0, 1, 7, 8, 8, 8, 9, 15, 16, 24, 32, 40, 41, 128]
const ODD_OCTETS = [0, 1, 0x3f, 0x40, 0x41, 0x7f, 0x80, 0xbf, 0xc0, 0xff]
const LABEL_OCTETS = [0, 1, 2, 62, 63, 64, 0x7f, 0x80, 0xbf, 0xc0, 0xff]
const ODD_NUMBERS = [0, 1, 2, 11, 12, 41, 255, 256, 511, 512, 0x3fff, 0x7fff, 0x8000, 0xc000, 0xc00c, 0xfffe, 0xffff]
