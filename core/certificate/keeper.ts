import { readFile, stat } from 'node:fs/promises'
import type { Clock } from '../system/clock.ts'
import { fileFault } from '../system/file-fault.ts'
import { assertNever, failed, ok, type Fault, type Result } from '../system/result.ts'
import type { CertificateFacts, CertificatePair, CertificateSource, CertificateState } from './certificate.ts'
import { ownCertificate } from './own.ts'
import { checkPair, day } from './pair.ts'

/** How often files are looked at. Whoever renews them replaces them, links and folders included, so their place is looked at and not the file. */
const LOOK_EVERY_MS = 5000
/** A certificate is looked at so often for its end. */
const CHECK_EVERY_MS = 3_600_000
/** A person is warned so long before the end of a certificate that somebody else renews. */
const WARN_BEFORE_MS = 14 * 86_400_000

export type KeeperOptions = {
  /** Where a certificate made here is kept. */
  folder: string
  clock: Clock
  /** Another pair, or another word about it. */
  onChange(): void
  lookEveryMs?: number
}

/** The certificate that the encrypted doors show, from where the settings say, read again when it changes. */
export interface CertificateKeeper extends AsyncDisposable {
  readonly state: CertificateState
  /** Null while there is none. */
  readonly pair: CertificatePair | null
  /** Null: no door needs one. Resolves when it is known whether there is one. */
  use(source: CertificateSource | null): Promise<void>
}

type Read = { pair: CertificatePair; facts: CertificateFacts; trustFile: string | null }

const NONE: CertificateState = { facts: null, trustFile: null, fault: null }

export function createCertificateKeeper(options: KeeperOptions): CertificateKeeper {
  const { folder, clock, onChange, lookEveryMs = LOOK_EVERY_MS } = options
  let source: CertificateSource | null = null
  let pair: CertificatePair | null = null
  let state = NONE
  let seen = ''
  let turn: Promise<void> = Promise.resolve()
  let checkedAt = clock.elapsed()

  async function read(from: CertificateSource): Promise<Result<Read, Fault>> {
    switch (from.kind) {
      case 'own':
        return ownCertificate(folder, from.names, clock.now())
      case 'files':
        return readFiles(from, clock.now())
      default:
        return assertNever(from)
    }
  }

  async function refresh(): Promise<void> {
    const from = source
    if (from === null) return take(null, NONE)
    const outcome = await read(from)
    if (source !== from) return
    checkedAt = clock.elapsed()
    // What was good is kept until its end: a half-written file must not shut the doors.
    if (!outcome.ok) return take(pair, { ...state, fault: outcome.fault.message })
    const { facts, trustFile } = outcome.value
    const warnings = from.kind === 'files' ? await warningsOf(from, facts) : []
    if (source !== from) return
    take(outcome.value.pair, { facts, trustFile, fault: warnings.length === 0 ? null : warnings.join('; ') })
  }

  async function warningsOf({ key }: Extract<CertificateSource, { kind: 'files' }>, { until }: CertificateFacts) {
    const ending = until - clock.now() < WARN_BEFORE_MS
    const open = await isForEveryone(key)
    return [
      ...(ending ? [`the certificate ends on ${day(until)}, and nobody has renewed it yet`] : []),
      ...(open ? [`every user of this machine may read the key in ${key}: take that right away (chmod o-r)`] : []),
    ]
  }

  function take(nextPair: CertificatePair | null, next: CertificateState): void {
    const same =
      pair?.cert === nextPair?.cert && pair?.key === nextPair?.key && JSON.stringify(state) === JSON.stringify(next)
    pair = nextPair
    state = next
    if (!same) onChange()
  }

  async function look(): Promise<void> {
    const stamp = source?.kind === 'files' ? await stampOf([source.certificate, source.key]) : ''
    if (stamp === seen && clock.elapsed() - checkedAt < CHECK_EVERY_MS) return
    seen = stamp
    await refresh()
  }

  const timer = setInterval(() => {
    turn = turn.then(look)
  }, lookEveryMs)
  timer.unref()

  return {
    get state() {
      return state
    },
    get pair() {
      return pair
    },
    use(next) {
      if (JSON.stringify(next) === JSON.stringify(source)) return turn
      turn = turn.then(async () => {
        source = next
        pair = null
        state = NONE
        seen = next?.kind === 'files' ? await stampOf([next.certificate, next.key]) : ''
        await refresh()
      })
      return turn
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      await turn
    },
  }
}

async function readFiles(
  { certificate, key }: Extract<CertificateSource, { kind: 'files' }>,
  now: number
): Promise<Result<Read, Fault>> {
  const texts: string[] = []
  for (const file of [certificate, key]) {
    try {
      texts.push(await readFile(file, 'utf8'))
    } catch (error) {
      return failed({ kind: 'unreadable', message: `${file} cannot be read: ${fileFault(error)}` })
    }
  }
  const pair = { cert: texts[0]!, key: texts[1]! }
  const facts = checkPair(pair, { cert: certificate, key }, now)
  return facts.ok ? ok({ pair, facts: facts.value, trustFile: null }) : facts
}

/** Whether a file's mode lets everyone read it. Windows has other rights, which its mode does not show. */
async function isForEveryone(file: string): Promise<boolean> {
  if (process.platform === 'win32') return false
  const { mode } = await stat(file).catch(() => ({ mode: 0 }))
  return (mode & 0o004) !== 0
}

/** What tells one state of files from another, through links. */
async function stampOf(files: string[]): Promise<string> {
  const stamps = await Promise.all(
    files.map((file) =>
      stat(file).then(
        ({ mtimeMs, size, ino, mode }) => `${mtimeMs} ${size} ${ino} ${mode}`,
        () => 'missing'
      )
    )
  )
  return stamps.join(', ')
}
