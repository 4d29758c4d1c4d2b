import { randomUUID } from 'node:crypto'

/** The name of the isolated world, as Chromium's debugger reports it. */
export const PRELOAD_WORLD = 'Electron Isolated Context'
/** What the isolated world calls to reach the main process; the page's own world has no such thing. */
export const WIRE = '__electronDoubleWire'
/** What the main process calls in the isolated world. */
export const DISPATCH = '__electronDoubleDispatch'

/**
 * The two halves of a window's start, in the order they must run: the page's own world gets ready to be shown what the preload exposes,
 * then the preload runs in a world of its own. They share the document and nothing else, so what crosses is copied, and a function crosses
 * as a number that the other half calls: Electron's context bridge, in small.
 */
export function preloadHalves(preload: string): { page: string; isolated: string } {
  const secret = randomUUID()
  return {
    page: `if (globalThis.top === globalThis) (${pageHalf.toString()})(${JSON.stringify(secret)})`,
    isolated: `if (globalThis.top === globalThis) {
      const ipcRenderer = (${ipcRendererHalf.toString()})(${JSON.stringify({ wire: WIRE, dispatch: DISPATCH })});
      const contextBridge = (${isolatedHalf.toString()})(${JSON.stringify(secret)});
      const module = { exports: {} };
      ((require, module, exports, process) => {${preload}
      })((name) => {
        if (name === 'electron') return { contextBridge, ipcRenderer };
        throw new Error('module not found in a sandboxed preload: ' + name);
      }, module, module.exports, { contextIsolated: true, sandboxed: true, platform: ${JSON.stringify(process.platform)} });
    }`,
  }
}

/** One side's view of what crosses. Runs in the browser, so it stands alone. */
type Crossing = { fire(kind: string, detail: object): void; on(kind: string, listener: (detail: never) => void): void }

function pageHalf(secret: string): void {
  const { dispatchEvent, addEventListener } = EventTarget.prototype
  const fire = (kind: string, detail: object) =>
    dispatchEvent.call(document, new CustomEvent(`${secret}:${kind}`, { detail }))
  const on = (kind: string, listener: (detail: never) => void) =>
    addEventListener.call(document, `${secret}:${kind}`, (event) => listener((event as CustomEvent).detail as never))

  let last = 0
  const returned = new Map<number, { value: unknown } | { promise: number } | { ref: number } | { thrown: unknown }>()
  const promises = new Map<number, { resolve: (value: unknown) => void; reject: (error: unknown) => void }>()
  const listeners = new Map<number, (...args: unknown[]) => void>()

  function call(ref: number, args: unknown[]): unknown {
    const id = ++last
    const sent = args.map((arg) => {
      if (typeof arg !== 'function') return { value: structuredClone(arg) }
      listeners.set(++last, arg as () => void)
      return { listener: last }
    })
    fire('call', { id, ref, args: sent }) // answered before this returns: events are synchronous across worlds
    const answer = returned.get(id)!
    returned.delete(id)
    if ('thrown' in answer) throw answer.thrown
    if ('ref' in answer) return (...more: unknown[]) => call(answer.ref, more)
    if ('value' in answer) return answer.value
    return new Promise((resolve, reject) => promises.set(answer.promise, { resolve, reject }))
  }

  on('expose', ({ key, functions, values }: { key: string; functions: Record<string, number>; values: object }) => {
    const api: Record<string, unknown> = { ...values }
    for (const [name, ref] of Object.entries(functions)) api[name] = (...args: unknown[]) => call(ref, args)
    Object.defineProperty(globalThis, key, { value: Object.freeze(api), enumerable: true })
  })
  on('returned', ({ id, answer }: { id: number; answer: { value: unknown } }) => returned.set(id, answer))
  on('told', ({ listener, args }: { listener: number; args: unknown[] }) => listeners.get(listener)?.(...args))
  on('settled', ({ promise, kept, value }: { promise: number; kept: boolean; value: unknown }) => {
    const waiting = promises.get(promise)
    promises.delete(promise)
    if (kept) waiting?.resolve(value)
    else waiting?.reject(value)
  })
}

function isolatedHalf(secret: string): { exposeInMainWorld(key: string, api: Record<string, unknown>): void } {
  const crossing: Crossing = {
    fire: (kind, detail) => void document.dispatchEvent(new CustomEvent(`${secret}:${kind}`, { detail })),
    on: (kind, listener) =>
      document.addEventListener(`${secret}:${kind}`, (event) => listener((event as CustomEvent).detail as never)),
  }
  type Exposed = (...args: unknown[]) => unknown
  type Sent = { value: unknown } | { listener: number }
  let last = 0
  const functions = new Map<number, Exposed>()
  const keep = (exposed: Exposed) => {
    functions.set(++last, exposed)
    return last
  }
  const tell =
    (listener: number) =>
    (...args: unknown[]) =>
      crossing.fire('told', { listener, args })

  function answerTo(ref: number, args: Sent[]): object {
    try {
      const value = functions.get(ref)!(...args.map((arg) => ('listener' in arg ? tell(arg.listener) : arg.value)))
      if (typeof value === 'function') return { ref: keep(value as Exposed) }
      // Clones here, so that what cannot cross throws at the caller and is not lost.
      if (!(value instanceof Promise)) return { value: structuredClone(value) }
      const promise = ++last
      value.then(
        (settled: unknown) => crossing.fire('settled', { promise, kept: true, value: settled }),
        (error: unknown) => crossing.fire('settled', { promise, kept: false, value: error })
      )
      return { promise }
    } catch (error) {
      return { thrown: error }
    }
  }

  crossing.on('call', ({ id, ref, args }: { id: number; ref: number; args: Sent[] }) =>
    crossing.fire('returned', { id, answer: answerTo(ref, args) })
  )
  return {
    exposeInMainWorld(key, api) {
      const entries = Object.entries(api)
      const exposed = entries.filter(([, value]) => typeof value === 'function')
      crossing.fire('expose', {
        key,
        functions: Object.fromEntries(exposed.map(([name, value]) => [name, keep(value as Exposed)])),
        values: Object.fromEntries(entries.filter(([, value]) => typeof value !== 'function')),
      })
    },
  }
}

function ipcRendererHalf({ wire, dispatch }: { wire: string; dispatch: string }): object {
  type Listener = (event: object, ...args: unknown[]) => void
  const world = globalThis as unknown as Record<string, unknown>
  const post = world[wire] as (message: string) => void
  const listeners = new Map<string, Listener[]>()
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  let last = 0
  const send = (kind: string, channel: string, args: unknown[], id = 0) =>
    post(JSON.stringify({ kind, channel, id, args: structuredClone(args) }))

  world[dispatch] = (
    told: { reply: number; value?: unknown; error?: string } | { channel: string; args: unknown[] }
  ) => {
    if ('channel' in told) {
      for (const listener of listeners.get(told.channel) ?? []) listener({}, ...told.args)
      return
    }
    const call = waiting.get(told.reply)
    waiting.delete(told.reply)
    if (told.error === undefined) call?.resolve(told.value)
    else call?.reject(new Error(told.error))
  }
  const ipcRenderer = {
    invoke(channel: string, ...args: unknown[]) {
      const id = ++last
      send('invoke', channel, args, id)
      return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }))
    },
    send: (channel: string, ...args: unknown[]) => send('send', channel, args),
    on(channel: string, listener: Listener) {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener])
      return ipcRenderer
    },
    off(channel: string, listener: Listener) {
      listeners.set(
        channel,
        (listeners.get(channel) ?? []).filter((one) => one !== listener)
      )
      return ipcRenderer
    },
  }
  return ipcRenderer
}
