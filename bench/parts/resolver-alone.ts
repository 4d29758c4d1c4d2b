import { readFileSync } from 'node:fs'
import { MessageChannel } from 'node:worker_threads'
import { compileBook } from '../../core/lists/rule-book.ts'
import type { BatchMessage } from '../../core/log/sink.ts'
import { startResolver } from '../../core/resolver/resolver.ts'

/**
 * The resolver's thread with a real rule book and a log that is taken over and counted, but neither store nor model: what the answers alone cost.
 * Arguments: port, upstream's port, the file with the blocked names' questions.
 */
const [port, upstream, blockedFile] = process.argv.slice(2)
const names = readFileSync(blockedFile!, 'utf8').trim().split('\n')
const { port1, port2 } = new MessageChannel()
let records = 0
port1.on('message', ({ id, batch }: BatchMessage) => {
  records += batch.count
  port1.postMessage({ kind: 'ack', id })
})
const resolver = await startResolver({
  listen: { host: '127.0.0.1', port: Number(port) },
  config: {
    upstreams: [{ host: '127.0.0.1', port: Number(upstream) }],
    blockingAnswer: 'blackhole',
    honeypot: { ipv4: null, ipv6: null },
    modelAction: 'off',
    scoreWaitMs: 50,
    askWhileScoring: true,
  },
  own: [],
  book: compileBook([
    {
      id: 'bench',
      name: 'bench',
      effect: 'block',
      names: names.map((line, i) => ({ name: line.split(' ')[0]!, line: i + 1 })),
    },
  ]),
  scorerPort: null,
  logPort: port2,
})
process.stdout.write(`ready ${String(resolver.address)}\n`)
process.once('SIGTERM', () => {
  void resolver.figures().then(async ({ queries, logDropped }) => {
    await resolver[Symbol.asyncDispose]()
    process.stderr.write(`${JSON.stringify({ queries, records, logDropped })}\n`)
    process.exit()
  })
})
