import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pino, type Logger } from 'pino'
import { readCommandLine, usage, type CommandLine } from '../core/desk/command-line.ts'
import { FREE_LOOPBACK_PORT } from '../core/desk/endpoint.ts'
import type { WorkstationOptions } from '../core/desk/options.ts'
import { productFiles } from '../core/desk/places.ts'
import { startFault, workstationOptions } from '../core/desk/start.ts'
import { openWorkstation, type Workstation } from '../core/workstation.ts'
import { openInBrowser } from './browser.ts'
import { openDesk, type Desk } from './desk.ts'

const line = readCommandLine(process.argv.slice(2))
if (!line.ok) {
  process.stderr.write(`${line.fault.message}\n`)
  process.exitCode = 2
} else if (line.value.help) {
  process.stdout.write(usage())
} else {
  await start(line.value)
}

async function start(line: CommandLine): Promise<void> {
  const options = workstationOptions('headless', line, import.meta.filename)
  // stdout belongs to the ready line.
  const log = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2))
  // Asked for before anything opens, so that a signal during the start ends it cleanly too.
  const ended = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
  try {
    await serve({ line, options, log, ended })
  } catch (error) {
    process.exitCode = 1
    const fault = startFault(error, options)
    if (fault === null) log.fatal(error)
    else process.stderr.write(`${fault}\n`)
  }
  // Threads and native libraries may hold a process that has nothing left to do.
  process.exit()
}

type Run = { line: CommandLine; options: WorkstationOptions; log: Logger; ended: Promise<unknown> }

async function serve({ line, options, log, ended }: Run): Promise<void> {
  await using workstation = await openWorkstation(options, {
    chooseFiles: () => Promise.resolve({ kind: 'not-available' }),
    report: (problem) => tell(log, problem),
  })
  await using desk = await deskOf(workstation, { line, options, log })
  workstation.apiOpenedAt(desk.api)
  announce(workstation, desk)
  if (!line.headless && line.open) void invite(desk)
  await ended
  log.info('ending')
  setTimeout(() => {
    log.error('not ended after 10 s')
    process.exit(1)
  }, 10_000).unref()
}

function deskOf(workstation: Workstation, { line, options, log }: Omit<Run, 'ended'>): Promise<Desk> {
  const { renderer } = productFiles(import.meta.filename)
  if (!existsSync(join(renderer, 'index.html'))) throw new Error(`the desk is not built: ${renderer} is missing`)
  return openDesk({
    handlers: workstation.handlers,
    apiHandlers: workstation.apiHandlers,
    events: workstation.events,
    report: (problem) => tell(log, problem),
    endpoint: line.desk ?? FREE_LOOPBACK_PORT,
    token: options.token,
    version: options.version,
    rendererFolder: renderer,
  })
}

function tell(log: Logger, problem: unknown): void {
  if (problem instanceof Error) log.error(problem)
  else log.warn(problem)
}

/** One line of JSON for whoever started this; programs rely on its keys. */
function announce({ ready }: Workstation, desk: Desk): void {
  const { dns, plugin, ...encrypted } = ready
  const said = { ready: true, dns, ...encrypted, desk: desk.url, api: desk.api, plugin }
  process.stdout.write(`${JSON.stringify(said)}\n`)
}

/** Without --headless a person wanted a window: the browser is the next best. */
async function invite(desk: Desk): Promise<void> {
  if (!(await openInBrowser(desk.invitation()))) process.stderr.write(`open ${desk.url} in a browser\n`)
}
