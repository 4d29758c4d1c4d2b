import { protocol } from 'electron'
import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { SECURITY_HEADERS } from '../../core/desk/security-headers.ts'
import { BUNDLE_SCHEME, bundleFile } from './bundle-address.ts'

/** What the bundler writes. Anything else is sent as bytes, which `nosniff` keeps from being taken for more. */
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

/** Before the app is ready: `file:` would give every page every file, so the renderer has a scheme of its own. */
export function registerBundleScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true }
  protocol.registerSchemesAsPrivileged([{ scheme: BUNDLE_SCHEME, privileges }])
}

/** Answers the renderer's addresses with its files, the policy as a header. */
export function serveBundle(rendererFolder: string): void {
  protocol.handle(BUNDLE_SCHEME, async (request) => {
    const file = bundleFile(request.url, rendererFolder)
    const bytes = file === null || request.method !== 'GET' ? null : await readFile(file).catch(() => null)
    if (file === null || bytes === null) return new Response('not found', { status: 404, headers: SECURITY_HEADERS })
    const type = TYPES[extname(file)] ?? 'application/octet-stream'
    return new Response(bytes, { headers: { ...SECURITY_HEADERS, 'content-type': type } })
  })
}
