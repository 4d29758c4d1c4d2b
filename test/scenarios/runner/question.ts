import { encode, type PacketOpt } from 'dns-packet'
import { nameBytes } from '../../../core/dns/wire-name.ts'
import { typeNumber } from '../../../core/dns/mnemonics.ts'

/** 'NAME TYPE [tcp] [id=N] [nord] [ad] [cd] [edns=SIZE] [do] [version=N] [class=CH] [cookie=HEX|kept] [padded]'. */
export function questionPacket([name = '', type = '', ...options]: string[], kept: Buffer): Buffer {
  const value = (key: string) => options.find((option) => option.startsWith(`${key}=`))?.slice(key.length + 1)
  const bytes = nameBytes(name)
  if (!bytes.ok) throw new Error(bytes.fault.message)
  const edns = value('edns') ?? (options.some((one) => NEEDS_EDNS.test(one)) ? '1232' : undefined)
  const flags =
    (options.includes('nord') ? 0 : 0x100) | (options.includes('ad') ? 0x20 : 0) | (options.includes('cd') ? 0x10 : 0)
  const query = encode({
    type: 'query',
    id: Number(value('id') ?? 4711),
    flags: flags | (Number(value('opcode') ?? 0) << 11),
    questions: [],
    additionals:
      edns === undefined ? [] : Array.from({ length: Number(value('opts') ?? 1) }, () => opt(edns, options, kept)),
  })
  const question = Buffer.alloc(4)
  question.writeUInt16BE(typeNumber(type) ?? 0, 0)
  question.writeUInt16BE(CLASSES[value('class') ?? 'IN'] ?? Number(value('class')), 2)
  const questions = Number(value('questions') ?? 1)
  query.writeUInt16BE(questions, 4)
  const asked = Array.from({ length: questions }, () => [bytes.value, question]).flat()
  const rest = value('opt-owner') === undefined ? query.subarray(12) : ownedBy(value('opt-owner')!, query.subarray(12))
  return Buffer.concat([query.subarray(0, 12), ...asked, rest])
}

const CLASSES: Record<string, number> = { IN: 1, CH: 3, ANY: 255 }

/** An OPT record that belongs to another name than the root. */
function ownedBy(owner: string, record: Buffer): Buffer {
  const bytes = nameBytes(owner)
  if (!bytes.ok) throw new Error(bytes.fault.message)
  return Buffer.concat([bytes.value, record.subarray(1)])
}

const NEEDS_EDNS = /^(do|padded|version=.*|cookie=.*|option=.*)$/

function opt(size: string, options: string[], kept: Buffer) {
  const value = (key: string) => options.find((option) => option.startsWith(`${key}=`))?.slice(key.length + 1)
  const version = value('version') ?? '0'
  const cookie = value('cookie')
  const [code, data = ''] = value('option')?.split(':') ?? []
  const sent = [
    ...(code === undefined ? [] : [{ code: Number(code), data: Buffer.from(data, 'hex') }]),
    ...(cookie === undefined ? [] : [{ code: 10, data: cookie === 'kept' ? kept : Buffer.from(cookie, 'hex') }]),
    ...(options.includes('padded') ? [{ code: 12, data: Buffer.alloc(20) }] : []),
  ]
  return {
    type: 'OPT' as const,
    name: '.' as const,
    udpPayloadSize: Number(size),
    extendedRcode: 0,
    ednsVersion: Number(version),
    flags: options.includes('do') ? 0x8000 : 0,
    flag_do: options.includes('do'),
    options: sent as unknown as PacketOpt[],
  }
}
