import { MessageChannel, Worker } from 'node:worker_threads'
import { failed, ok } from '../../system/result.ts'
import { threadOptions, threadUrl } from '../../system/threads.ts'
import type { Receiver } from '../door.ts'
import { isLoopback } from '../endpoint.ts'
import { closeAll, openDns, type Doors as Receivers } from '../listening.ts'
import { networksOf } from '../networks.ts'
import { answerOver } from './bridge.ts'
import { NO_DOORS, type DoorsConfig, type DoorState } from './config.ts'
import { openDoors } from './opening.ts'
import type { FromDoorsThread, ToDoorsThread } from './thread.ts'

export type DoorsParts = {
  receiver: Receiver
  onChange(states: DoorState[]): void
  /** How often addresses are looked for that this machine did not have. */
  lookEveryMs?: number
}

/** Everything that is open beside DNS on its own address: DNS on the network's addresses here, what is encrypted on a thread of its own. */
export interface Doors {
  /** `dnsPort` is where plain DNS is answered. Resolves when the doors are as wanted, or have said why not. */
  follow(config: DoorsConfig, dnsPort: number): Promise<void>
  /** Who may ask and connect, as the settings say now. */
  mayAsk(address: string): boolean
  close(): Promise<void>
}

const LOOK_EVERY_MS = 10_000
/** A thread that dies is started again, but not faster than this. */
const RESTART_MS = 1000

export function createDoors({ receiver, onChange, lookEveryMs = LOOK_EVERY_MS }: DoorsParts): Doors {
  let config = NO_DOORS
  let clients = networksOf([])
  let port = 0
  let worker: Worker | null = null
  let number = 0
  let encrypted: DoorState[] = []
  let told = ''
  let closing = false
  let turn: Promise<void> = Promise.resolve()
  const mayAsk = (address: string): boolean => isLoopback(address) || clients.has(address)
  const receivers: Receivers = { own: receiver, others: receiver, mayConnect: mayAsk }
  const dns = openDoors('dns', async (at) => {
    const opened = await openDns(at, receivers)
    if (!opened.ok) return failed(opened.fault)
    const { address, sockets } = opened.value
    return ok({ port: address.port, close: (done: () => void) => void closeAll(sockets).then(done) })
  })

  function tell(): void {
    const states = [dns.state(config.addresses.length > 0), ...encrypted]
    const now = JSON.stringify(states)
    if (now === told) return
    told = now
    onChange(states)
  }

  function started(): Worker {
    const { port1, port2 } = new MessageChannel()
    const one = new Worker(threadUrl('doors'), {
      ...threadOptions('doors'),
      workerData: { questions: port2 },
      transferList: [port2],
    })
    answerOver(port1, receiver)
    let why = 'it ended'
    one.on('error', (error: Error) => (why = error.message))
    one.once('exit', () => {
      port1.close()
      if (worker !== one) return
      worker = null
      encrypted = encrypted.map((state) => ({ ...state, open: [], notes: [`The doors' thread died: ${why}.`] }))
      tell()
      if (!closing) setTimeout(() => void follow(config, port), RESTART_MS).unref()
    })
    return one
  }

  /** What the thread says about this config; null when it died meanwhile. */
  function carriedOut(by: Worker, wanted: DoorsConfig): Promise<DoorState[] | null> {
    const mine = number++
    return new Promise((resolve) => {
      // It is asked every few seconds for as long as it lives: nothing may stay behind of it.
      const end = (states: DoorState[] | null) => {
        by.off('message', listen)
        by.off('exit', died)
        resolve(states)
      }
      const listen = (message: FromDoorsThread) => {
        if (message.number === mine) end(message.states)
      }
      const died = () => end(null)
      by.on('message', listen)
      by.once('exit', died)
      by.postMessage({ number: mine, config: wanted } satisfies ToDoorsThread)
    })
  }

  async function apply(): Promise<void> {
    const wanted = config
    clients = networksOf(wanted.clients)
    await dns.follow(wanted.addresses, port)
    const needed = wanted.tls !== null || wanted.https !== null || wanted.plain !== null
    if (needed) {
      worker ??= started()
      encrypted = (await carriedOut(worker, wanted)) ?? encrypted
    } else {
      const unneeded = worker
      worker = null
      encrypted = []
      await unneeded?.terminate()
    }
    tell()
  }

  function follow(next: DoorsConfig, dnsPort: number): Promise<void> {
    config = next
    port = dnsPort
    // What went wrong was told to who asked for it then.
    turn = turn.catch(() => undefined).then(apply)
    return turn
  }

  // A laptop comes home, a cable is plugged in: addresses come and go.
  const looking = setInterval(() => {
    if (config.addresses.length > 0) void follow(config, port)
  }, lookEveryMs)
  looking.unref()

  return {
    follow,
    mayAsk,
    async close() {
      closing = true
      clearInterval(looking)
      await turn.catch(() => undefined)
      await dns.close()
      await worker?.terminate()
    },
  }
}
