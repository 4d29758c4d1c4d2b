import { connect, type Socket } from 'node:net'

/**
 * Many TCP connections from many loopback addresses; what is closed is opened again, 200 a second. `idle` says nothing; `drip` sends a question
 * one octet a second; `half` ends its side at once and waits; `deaf` asks and never reads.
 */
export type CrowdKind = 'idle' | 'drip' | 'half' | 'deaf'

const [, , port = '', count = '', kind = 'idle'] = process.argv
const CONNECTIONS_AN_ADDRESS = 2000
/** So many are opened in one go, so that the listener's backlog is not what is measured. */
const AT_ONCE = 100
const AGAIN_AT_ONCE = 4
const EVERY_MS = 20
/** 'www.crowd.example A', with its length before it. */
const QUESTION = Buffer.from('002300010100000100000000000003777777' + '0563726f7764076578616d706c650000010001', 'hex')

const open = new Set<Socket>()
let opened = 0
let refused = 0
let closed = 0

function begin(): void {
  const socket = connect({
    port: Number(port),
    host: '127.0.0.1',
    localAddress: `127.0.1.${1 + (Math.floor(opened / CONNECTIONS_AN_ADDRESS) % 200)}`,
  })
  opened++
  let drip: NodeJS.Timeout | null = null
  socket.once('connect', () => {
    open.add(socket)
    if (kind === 'half') socket.end()
    if (kind === 'deaf') {
      socket.pause()
      for (let i = 0; i < 50; i++) socket.write(QUESTION)
    }
    if (kind === 'drip') {
      let at = 0
      drip = setInterval(() => socket.write(QUESTION.subarray(at, ++at)), 1000)
    }
  })
  if (kind !== 'deaf') socket.resume()
  socket.once('error', () => refused++)
  socket.once('close', () => {
    if (drip !== null) clearInterval(drip)
    if (open.delete(socket)) closed++
  })
}

setInterval(() => {
  // First all of them; then what was closed comes back at the pace of clients that have learned of it.
  const most = opened < Number(count) ? AT_ONCE : AGAIN_AT_ONCE
  for (let left = most; left > 0 && opened - closed - refused < Number(count); left--) begin()
}, EVERY_MS)
setInterval(() => process.stdout.write(`${JSON.stringify({ opened, open: open.size, closed, refused })}\n`), 1000)
process.stdout.write('ready\n')
