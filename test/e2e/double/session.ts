import { app } from './app.ts'

type Handler = (request: Request) => Response | Promise<Response>
type BeforeRequest = (
  details: { url: string; method: string; resourceType: string },
  answer: (verdict: { cancel?: boolean }) => void
) => void

const schemes = new Map<string, Handler | undefined>()

/** Chromium is not told of the app's schemes: `app://bundle/x` is drawn as `https://app.bundle.electron-double.test/x`. */
const HOST = '.electron-double.test'

export function toChromium(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*):\/\/([^/]*)/, (all, scheme: string, host: string) =>
    schemes.has(scheme) ? `https://${scheme}.${host}${HOST}` : all
  )
}

export function toApp(url: string): string {
  return url.replace(/^https:\/\/([a-z][a-z0-9+-]*)\.([^/]*)\.electron-double\.test/, '$1://$2')
}

export function handlerFor(url: string): Handler | undefined {
  return schemes.get(new URL(url).protocol.slice(0, -1))
}

export const protocol = {
  registerSchemesAsPrivileged(list: { scheme: string }[]): void {
    if (app.isReady()) throw new Error('protocol.registerSchemesAsPrivileged after ready')
    for (const { scheme } of list) schemes.set(scheme, undefined)
  },
  handle(scheme: string, handler: Handler): void {
    if (!app.isReady()) throw new Error('protocol.handle before ready')
    schemes.set(scheme, handler)
  },
  unhandle: (scheme: string) => void schemes.set(scheme, undefined),
  isProtocolHandled: (scheme: string) => schemes.get(scheme) !== undefined,
}

let beforeRequest: BeforeRequest | undefined

/** What the app's own listener says about a request; without one nothing is refused, as in Electron. */
export function isRefused(details: Parameters<BeforeRequest>[0]): boolean {
  let refused = false
  beforeRequest?.(details, (verdict) => (refused = verdict.cancel === true))
  return refused
}

/** Chromium itself refuses every permission here (headless); the handlers are kept so that a spec can ask them. */
export const permissions: { request?: unknown; check?: unknown; device?: unknown } = {}

const defaultSession = {
  protocol,
  setPermissionRequestHandler: (handler: unknown) => void (permissions.request = handler),
  setPermissionCheckHandler: (handler: unknown) => void (permissions.check = handler),
  setDevicePermissionHandler: (handler: unknown) => void (permissions.device = handler),
  webRequest: { onBeforeRequest: (listener: BeforeRequest) => void (beforeRequest = listener) },
}

export const session = { defaultSession }
