import { mkdir, open, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Clock } from '../system/clock.ts'
import { fileFault } from '../system/file-fault.ts'
import { failed, ok, type Fault, type Result } from '../system/result.ts'
import { visible } from '../system/visible.ts'
import { decisionSchema, type Decision } from './decision.ts'
import type { BrokenDecision, DecisionDraft, Journal } from './journal.ts'

/**
 * One line of JSON a decision (docs/decisions/0072). A line is written and synced before it is acknowledged, so all that a crash can leave is
 * a last line without its end, which nobody was told about: it is cut. Throws when the file can neither be opened nor made.
 */
export async function openJournal({ file, clock }: { file: string; clock: Clock }): Promise<Journal> {
  const handle = await openSynced(file)
  const { decisions, broken, torn, end } = readLines(await handle.readFile())
  const notices = broken.map(
    ({ line, reason }) => `${file}, line ${line} holds no decision and has no effect: ${reason}.`
  )
  if (torn !== null) {
    await handle.truncate(end)
    await handle.datasync()
    notices.push(`${file} ended in half a decision, which was never acknowledged and was cut: ${torn}`)
  }
  let length = end
  let lastId = decisions.reduce((most, { id }) => Math.max(most, id), 0)
  let turn: Promise<unknown> = Promise.resolve()

  async function write(draft: DecisionDraft): Promise<Result<Decision, Fault>> {
    const decision: Decision = { id: lastId + 1, time: clock.now(), ...draft }
    const line = Buffer.from(`${JSON.stringify(decision)}\n`)
    try {
      await writeWhole(handle, line, length)
      await handle.datasync()
    } catch (error) {
      // What may have been written must not stand before the next line.
      await handle.truncate(length).catch(() => undefined)
      return failed({ kind: 'unavailable', message: `the decision was not kept: ${file}: ${fileFault(error)}` })
    }
    length += line.length
    lastId = decision.id
    decisions.push(decision)
    return ok(decision)
  }

  return {
    decisions,
    notices,
    broken,
    append(draft) {
      const mine = turn.then(() => write(draft))
      turn = mine.catch(() => undefined)
      return mine
    },
    async [Symbol.asyncDispose]() {
      await turn
      await handle.close()
    },
  }
}

/** Opened or made; a new file's place in its folder is synced too, else a crash could take the whole file. */
async function openSynced(file: string): Promise<FileHandle> {
  const folder = dirname(file)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const handle = await open(file, 'a+', 0o600)
  if ((await handle.stat()).size > 0) return handle
  await handle.sync()
  // Windows opens no folders; its file systems keep the entry with the file.
  const parent = await open(folder, 'r').catch(() => null)
  await parent?.sync().catch(() => undefined)
  await parent?.close()
  return handle
}

async function writeWhole(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, at, bytes.length - at, position + at)
    at += bytesWritten
  }
}

type Lines = { decisions: Decision[]; broken: BrokenDecision[]; torn: string | null; end: number }

/** `end` is where the next line goes; `torn` what stands behind it. */
function readLines(bytes: Buffer): Lines {
  const end = bytes.lastIndexOf(10) + 1
  const decisions: Decision[] = []
  const broken: BrokenDecision[] = []
  const ids = new Set<number>()
  const lines = bytes.toString('utf8', 0, end).split('\n').slice(0, -1)
  for (const [at, text] of lines.entries()) {
    const decision = parseLine(text)
    if (decision.ok && !ids.has(decision.value.id)) {
      ids.add(decision.value.id)
      decisions.push(decision.value)
    } else {
      const reason = decision.ok ? `its number ${decision.value.id} was given before` : decision.fault
      broken.push({ line: at + 1, reason, text: visible(text, 200) })
    }
  }
  return { decisions, broken, torn: end === bytes.length ? null : visible(bytes.toString('utf8', end), 80), end }
}

function parseLine(text: string): Result<Decision, string> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return failed('it is not JSON')
  }
  const parsed = decisionSchema.safeParse(value)
  if (parsed.success) return ok(parsed.data)
  const issue = parsed.error.issues[0]
  return failed(`${issue?.path.join('.') ?? 'it'}: ${issue?.message ?? 'does not fit'}`)
}
