import type { WorkerOptions } from 'node:worker_threads'

/** Every worker thread of the product, by name. */
export type ThreadName = 'resolver' | 'doors' | 'model' | 'trainer' | 'store' | 'lists'

const SOURCES: Record<ThreadName, string> = {
  resolver: '../resolver/thread.ts',
  doors: '../resolver/doors/thread.ts',
  model: '../model/thread.ts',
  trainer: '../training/thread.ts',
  store: '../store/duckdb/thread.ts',
  lists: '../lists/thread.ts',
}

/**
 * Where a thread's file lies: beside this source when Node runs it as it is, `<name>.js` beside the main bundle after a build
 * (the bundler does not rewrite such addresses in the main bundle, so this one place does).
 */
export function threadUrl(name: ThreadName): URL {
  return placeOf(name, SOURCES[name])
}

/** The program that watches over this machine's DNS settings: a process of its own, since it has to outlive this one. */
export function watchdogUrl(): URL {
  return placeOf('watchdog', './machine-dns/watchdog.ts')
}

function placeOf(name: string, source: string): URL {
  const bundled = !import.meta.url.endsWith('/system/threads.ts')
  return new URL(bundled ? bundledPath(name) : source, import.meta.url)
}

/** Shared code may land in `chunks/` below the entries. */
function bundledPath(name: string): string {
  return import.meta.url.includes('/chunks/') ? `../${name}.js` : `./${name}.js`
}

/**
 * What these threads make lives for a batch, and V8 would let its young generation grow to 48 MB in each of them and keep it (docs/decisions/0016); a
 * third of this is one of its halves.
 */
const SHORT_LIVED = { maxYoungGenerationSizeMb: 6 }
/** What a list's lines are made of lives for a line: the least that V8 has, since it is there beside a new table (docs/decisions/0154). */
const LINE_BY_LINE = { maxYoungGenerationSizeMb: 1.5 }

/**
 * The resolver makes garbage with each packet, so it has more room; without a limit its heap grew to three times what lives in it (docs/decisions/0171).
 * What lives is bounded (0014) and far below the old generation's limit, which is here because V8 lets a heap with a smaller limit grow in smaller steps.
 */
const ANSWERING = { maxYoungGenerationSizeMb: 24, maxOldGenerationSizeMb: 512 }

const LIMITS: Partial<Record<ThreadName, NonNullable<WorkerOptions['resourceLimits']>>> = {
  resolver: ANSWERING,
  store: SHORT_LIVED,
  model: SHORT_LIVED,
  lists: LINE_BY_LINE,
}

/** What every start of the thread says to Node: its name, and how its heap is laid out. */
export function threadOptions(name: ThreadName): WorkerOptions {
  const resourceLimits = LIMITS[name]
  return resourceLimits === undefined ? { name } : { name, resourceLimits }
}
