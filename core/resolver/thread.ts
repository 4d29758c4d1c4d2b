import { parentPort, workerData } from 'node:worker_threads'
import { createRecordWriter } from '../log/record-writer.ts'
import { portSink } from '../log/sink.ts'
import { connectScorer } from '../model/connect.ts'
import { createDoors } from './doors/doors.ts'
import { listen, type Listening } from './listening.ts'
import type { FromThread, ThreadStart, ToThread } from './messages.ts'
import { tryUpstreams } from './upstream/try-upstreams.ts'
import { noScorer } from './no-scorer.ts'
import { systemClock } from '../system/clock.ts'
import { resolverState } from './thread-state.ts'

/** The resolver's thread: nothing else runs here, so that nothing else can make an answer late. */
const main = parentPort
if (main === null) throw new Error('this file is the resolver thread, started by resolver.ts')
const say = (message: FromThread): void => main.postMessage(message)

const start = workerData as ThreadStart
const log = createRecordWriter({ sink: portSink(start.logPort) })
const scorer = start.scorerPort === null ? noScorer : connectScorer(start.scorerPort)
const state = resolverState(start, {
  scorer,
  log,
  onBug: (bug) => say({ kind: 'bug', message: describe(bug) }),
  onSilent: (upstreams) => say({ kind: 'silent', upstreams }),
})
// Node keeps what a thread is given at its start for as long as it lives: these tables are replaced.
start.book = { ...start.book, lists: [] }

const doors = createDoors({ receiver: state.guarded, onChange: (states) => say({ kind: 'doors', states }) })
state.allow((address) => doors.mayAsk(address))
const opened = await listen(start.listen, {
  own: state.engine,
  others: state.guarded,
  mayConnect: (address) => doors.mayAsk(address),
})
const dnsPort = opened.ok ? opened.value.address.port : 53
main.on('message', (message: ToThread) => {
  answer(message, opened.ok ? opened.value : null).catch((bug: unknown) => {
    say({ kind: 'refused', number: message.number, message: describe(bug) })
  })
})
say({
  kind: 'listening',
  outcome: opened.ok ? { ok: true, value: { address: opened.value.address, note: opened.value.note } } : opened,
})
// Plain DNS on this machine does not wait for the rest.
void doors.follow(start.doors, dnsPort).catch((bug: unknown) => say({ kind: 'bug', message: describe(bug) }))

async function answer(message: ToThread, listening: Listening | null): Promise<void> {
  const { number } = message
  switch (message.call) {
    case 'configure':
      return say({ kind: 'answer', number, answer: state.handlers.configure(message.asked) })
    case 'setOwn':
      return say({ kind: 'answer', number, answer: state.handlers.setOwn(message.asked) })
    case 'setOverrides':
      return say({ kind: 'answer', number, answer: state.handlers.setOverrides(message.asked) })
    case 'setBook':
      return say({ kind: 'answer', number, answer: state.handlers.setBook(message.asked) })
    case 'collect':
      return say({ kind: 'answer', number, answer: state.handlers.collect(null) })
    case 'networkChanged':
      return say({ kind: 'answer', number, answer: state.handlers.networkChanged(message.asked) })
    case 'tryUpstreams':
      return say({ kind: 'answer', number, answer: await tryUpstreams(message.asked, { clock: systemClock }) })
    case 'pause':
      return say({ kind: 'answer', number, answer: state.handlers.pause(message.asked) })
    case 'doors':
      await doors.follow(message.asked, dnsPort)
      return say({ kind: 'answer', number, answer: null })
    case 'figures':
      return say({ kind: 'answer', number, answer: state.handlers.figures(null) })
    case 'close':
      // First nothing comes in any more, then everything that was answered reaches the log.
      await doors.close()
      await listening?.close()
      state.close()
      await log[Symbol.asyncDispose]()
      return say({ kind: 'answer', number, answer: null })
  }
}

function describe(bug: unknown): string {
  return bug instanceof Error ? (bug.stack ?? bug.message) : String(bug)
}
