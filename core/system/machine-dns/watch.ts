import { createSocket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import type { Target } from './port.ts'
import { tellRestored } from './told.ts'
import type { SystemDns } from './taking.ts'

/** What main writes: something each second, and this when everything is put back and nobody has to watch any more. */
export const RENEWED = '.'
export const DONE = 'd'
export const RENEW_EVERY_MS = 1000

/** Main may be busy for a moment; what it holds is asked before it is taken for dead. */
const LEASE_MS = 5000
const LOOK_EVERY_MS = 500
const ANSWER_WITHIN_MS = 1000
const TRY_AGAIN_MS = 1000
const MOST_TRIES = 60

export type WatchParts = {
  dns: SystemDns
  target: Target
  /** What main writes; its end is main's end. */
  lease: NodeJS.ReadableStream
  say(text: string): void
}

/**
 * Waits until main is gone or silent, then puts this machine's DNS settings back. Main's death closes the pipe in the same moment; a main that
 * hangs is noticed by its silence, and left alone while its resolver's thread still answers. Resolves with the exit status.
 */
export async function watchOver({ dns, target, lease, say }: WatchParts): Promise<number> {
  const why = await leaseEnd(lease, target)
  if (why === 'done') return 0
  say(`${why}; this machine's DNS settings are put back`)
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const restored = await dns.restore()
    if (restored.ok) {
      for (const line of tellRestored(restored.value)) say(line)
      return 0
    }
    if (tries === 0) say(restored.fault.message)
    await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS))
  }
  say('given up; run "npm run restore-dns"')
  return 1
}

function leaseEnd(lease: NodeJS.ReadableStream, target: Target): Promise<string> {
  return new Promise((resolve) => {
    let renewedAt = performance.now()
    let asking = false
    const end = (why: string): void => {
      clearInterval(timer)
      resolve(why)
    }
    const timer = setInterval(() => {
      if (asking || performance.now() - renewedAt < LEASE_MS) return
      asking = true
      void answers(target).then((alive) => {
        asking = false
        if (alive) renewedAt = performance.now() - LEASE_MS / 2
        else if (performance.now() - renewedAt >= LEASE_MS) end('the workstation is silent and does not answer')
      })
    }, LOOK_EVERY_MS)
    lease.on('data', (bytes: Buffer) => {
      renewedAt = performance.now()
      if (bytes.includes(DONE)) end('done')
    })
    lease.on('end', () => end('the workstation has ended without putting them back'))
    lease.on('error', () => end('the workstation is gone'))
  })
}

/** localhost, which the resolver answers by itself (RFC 6761, 6.3): header with RD, one question, type A, class IN. */
const QUESTION = Buffer.from('4d4c01000001000000000000096c6f63616c686f73740000010001', 'hex')

/** Whether a resolver like ours answers there. */
export function answers({ host, port }: Target): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4')
    const end = (alive: boolean): void => {
      clearTimeout(timer)
      socket.removeAllListeners()
      socket.on('error', () => undefined)
      socket.close()
      resolve(alive)
    }
    const timer = setTimeout(end, ANSWER_WITHIN_MS, false)
    socket.once('message', () => end(true))
    socket.once('error', () => end(false))
    socket.send(QUESTION, port, host)
  })
}
