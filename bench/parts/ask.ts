import { createSocket } from 'node:dgram'
import dnsPacket, { type StringAnswer } from 'dns-packet'

const AT_ONCE = 100
const PATIENCE_MS = 2000

/** The first address that each name has there, in the order of the names; null where the answer holds none. Throws when one is not answered. */
export async function addressesOf(names: readonly string[], port: number): Promise<(string | null)[]> {
  const addresses: (string | null)[] = []
  for (let from = 0; from < names.length; from += AT_ONCE)
    addresses.push(...(await askAll(names.slice(from, from + AT_ONCE), port)))
  return addresses
}

function askAll(names: readonly string[], port: number): Promise<(string | null)[]> {
  const socket = createSocket('udp4')
  const found = new Map<number, string | null>()
  return new Promise<(string | null)[]>((resolve, reject) => {
    const deadline = setTimeout(
      () => reject(new Error(`${names.length - found.size} of ${names.length} questions were not answered`)),
      PATIENCE_MS
    )
    socket.on('message', (message) => {
      const { id, answers } = dnsPacket.decode(message)
      const address = answers?.find((answer): answer is StringAnswer => answer.type === 'A')?.data ?? null
      found.set(id ?? -1, address)
      if (found.size < names.length) return
      clearTimeout(deadline)
      resolve(names.map((_, id) => found.get(id) ?? null))
    })
    names.forEach((name, id) => {
      const question = {
        type: 'query',
        id,
        flags: dnsPacket.RECURSION_DESIRED,
        questions: [{ name, type: 'A' }],
      } as const
      socket.send(dnsPacket.encode({ ...question, questions: [...question.questions] }), port, '127.0.0.1')
    })
  }).finally(() => socket.close())
}
