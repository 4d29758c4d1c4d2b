import { isIPv4, isIPv6 } from 'node:net'

/** The octets of an address as an A or AAAA record has them. The text has been checked by who gave it (settings); else this throws. */
export function addressBytes(text: string): Buffer {
  if (isIPv4(text)) return Buffer.from(text.split('.').map(Number))
  if (!isIPv6(text)) throw new Error(`"${text}" is not an address`)
  const [head = '', tail] = ipv4TailAsHex(text.split('%')[0]!).split('::')
  const front = groups(head)
  const back = tail === undefined ? [] : groups(tail)
  const zeros = Array.from({ length: 8 - front.length - back.length }, () => 0)
  return Buffer.from([...front, ...zeros, ...back].flatMap((group) => [group >> 8, group & 0xff]))
}

function groups(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => parseInt(group, 16))
}

/** '::ffff:192.0.2.1' ends in the dotted form. */
function ipv4TailAsHex(text: string): string {
  return text.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...octets: string[]) => {
    const [a, b, c, d] = octets.slice(0, 4).map(Number) as [number, number, number, number]
    return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`
  })
}
