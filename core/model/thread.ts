import { setImmediate as nextTurn } from 'node:timers/promises'
import { parentPort, type MessagePort } from 'node:worker_threads'
import { collectGarbage, collectSoon } from '../system/collect.ts'
import { ok, type Fault, type Result } from '../system/result.ts'
import { explain, type NameExplanation } from './explain.ts'
import type { Thresholds } from './calibration.ts'
import { readModelFolder, type StoredModel } from './model-folder.ts'
import { openModel, type Model } from './model.ts'
import type {
  ScoreAnswer,
  Scored,
  ScoreRequest,
  Served,
  ThreadAnswer,
  ThreadFigures,
  ThreadRequest,
} from './protocol.ts'
import { loadTensorFlow } from './tensorflow.ts'

/** The model's thread: loads TensorFlow.js, serves one model, scores all the names that wait as one batch. */
const WARM_UP_ROUNDS = 20
/** What is run for the first time takes tens of times as long, and names alone, few and many together are computed in ways of their own (docs/decisions/0106). */
const WARM_UP_SIZES = [1, 3, 32]

const main = parentPort!
const { tf, backend, device, note } = await loadTensorFlow()

const clients = new Set<MessagePort>()
const waiting: { from: MessagePort; request: number; names: string[] }[] = []
const done = { names: 0, batches: 0, largestBatch: 0, busyMs: 0 }
let model: Model | null = null
/** One model is opened after the other, so that the last one asked for serves. */
let opening: Promise<unknown> = Promise.resolve()

main.on('message', (request: ThreadRequest) => void answer(request))
tell({ kind: 'ready', backend, device, note })

async function answer(asked: ThreadRequest): Promise<void> {
  switch (asked.kind) {
    case 'connect':
      return connect(asked.port)
    case 'serve': {
      const serving = opening.then(() => serve(asked))
      opening = serving.catch(() => undefined)
      return tell({
        kind: 'served',
        request: asked.request,
        result: await serving,
      })
    }
    case 'explain':
      return tell({
        kind: 'explanation',
        request: asked.request,
        explanation: await explained(asked.name),
      })
    case 'figures':
      return tell({
        kind: 'figures',
        request: asked.request,
        figures: figures(),
      })
  }
}

function connect(port: MessagePort): void {
  clients.add(port)
  port.on('message', ({ request, names }: ScoreRequest) => {
    if (waiting.length === 0) setImmediate(scoreAll)
    waiting.push({ from: port, request, names })
  })
  port.on('close', () => clients.delete(port))
  send(port, { kind: 'serving', card: model?.card ?? null })
}

/** The model that serves stays until another is loaded and at work: names that come meanwhile are scored by it, between two steps of this. */
async function serve(asked: ThreadRequest & { kind: 'serve' }): Promise<Result<Served, Fault>> {
  const opened = await openedFrom(asked)
  if (!opened.ok) return opened
  for (const names of warmUp()) {
    scoredBy(opened.value, names)
    await nextTurn(null)
  }
  // The file, what was unpacked of it, and the model before are garbage. At the start nobody waits for a score yet, so that a stop costs nothing.
  if (model === null) collectGarbage()
  else collectSoon()
  model?.dispose()
  model = opened.value
  for (const port of clients) send(port, { kind: 'serving', card: model.card })
  return ok({ modelId: model.card.id, backend })
}

async function openedFrom({ folder, thresholds }: ThreadRequest & { kind: 'serve' }): Promise<Result<Model, Fault>> {
  const stored = await readModelFolder(folder)
  return stored.ok
    ? openModel(tf, thresholds === null ? stored.value : withThresholds(stored.value, thresholds))
    : stored
}

/** Batches of names that nobody asked for. */
function* warmUp(): Generator<string[]> {
  for (let round = 0; round < WARM_UP_ROUNDS; round++)
    for (const size of WARM_UP_SIZES)
      yield Array.from({ length: size }, (_, at) => `first${round}-use${at}.is-slow${size}.example`)
}

/** A person's thresholds in place of the card's. */
function withThresholds(stored: StoredModel, thresholds: Thresholds): StoredModel {
  return { ...stored, card: { ...stored.card, thresholds } }
}

/** By the model that serves when all of it has been computed: one that was replaced meanwhile explains nothing any more. */
async function explained(name: string): Promise<NameExplanation | null> {
  const asked = model
  if (asked === null) return null
  const explanation = await explain(asked, name, () => nextTurn(null).then(() => model === asked))
  return explanation ?? explained(name)
}

function scoreAll(): void {
  const batch = waiting.splice(0)
  const names = batch.flatMap((asked) => asked.names)
  const started = performance.now()
  const scored = model === null ? null : scoredBy(model, names)
  count(names.length, performance.now() - started)
  let from = 0
  for (const asked of batch) {
    const to = from + asked.names.length
    const own =
      scored === null
        ? null
        : {
            logits: scored.logits.slice(from, to),
            unfamiliar: scored.unfamiliar.slice(from, to),
          }
    from = to
    send(asked.from, { kind: 'logits', request: asked.request, scored: own })
  }
}

function scoredBy(serving: Model, names: readonly string[]): Scored {
  const logits = serving.logits(names)
  return {
    logits,
    unfamiliar: Uint8Array.from(names, (name, at) => (serving.isUnfamiliar(name, logits[at]!) ? 1 : 0)),
  }
}

function count(names: number, ms: number): void {
  done.names += names
  done.batches++
  done.largestBatch = Math.max(done.largestBatch, names)
  done.busyMs += ms
}

function figures(): ThreadFigures {
  return {
    backend,
    device,
    note,
    modelId: model?.card.id ?? null,
    ...done,
    tensors: tf.memory().numTensors,
  }
}

function tell(answer: ThreadAnswer): void {
  main.postMessage(answer)
}

function send(port: MessagePort, answer: ScoreAnswer): void {
  port.postMessage(answer)
}
