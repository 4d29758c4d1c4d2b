import { connect, type Socket } from 'node:net'
import { failed, ok, type Result } from '../system/result.ts'
import { networkFault } from '../system/network-fault.ts'
import { MOST_ANSWER_BYTES, type DialFault, type WhoisAsk } from './ports.ts'

const WHOIS_PORT = 43

/** WHOIS over TCP (RFC 3912): a line out, text back until the server closes. */
export function createWhoisAsk(dial: (server: string) => Socket = (server) => connect(WHOIS_PORT, server)): WhoisAsk {
  return (server, question, withinMs) =>
    new Promise((resolve) => {
      const socket = dial(server)
      const pieces: Buffer[] = []
      let length = 0
      const timer = setTimeout(() => finish(failed({ kind: 'timed-out', afterMs: withinMs })), withinMs)

      function finish(result: Result<string, DialFault>): void {
        clearTimeout(timer)
        socket.destroy()
        resolve(result)
      }

      socket.on('connect', () => socket.write(`${question}\r\n`))
      socket.on('data', (bytes: Buffer) => {
        length += bytes.length
        if (length > MOST_ANSWER_BYTES) finish(failed({ kind: 'too-long' }))
        else pieces.push(bytes)
      })
      socket.on('end', () => finish(ok(Buffer.concat(pieces).toString('utf8'))))
      socket.on('error', (error) => finish(failed({ kind: 'unreachable', message: networkFault(error) })))
    })
}
