import { join, sep } from 'node:path'

/** The renderer's own address. Standard and secure (scheme.ts), so that its pages have an origin and the policy's 'self' means it. */
export const BUNDLE_SCHEME = 'app'
const BUNDLE_HOST = 'bundle'
export const BUNDLE_ADDRESS = `${BUNDLE_SCHEME}://${BUNDLE_HOST}/`

/** Whether an address lies in the renderer's bundle, by scheme and host. */
export function isBundleAddress(address: string): boolean {
  const url = URL.parse(address)
  return url !== null && url.protocol === `${BUNDLE_SCHEME}:` && url.host === BUNDLE_HOST
}

/** The file of the built renderer that an address names; null for what lies outside its folder or cannot be read as an address. */
export function bundleFile(address: string, rendererFolder: string): string | null {
  if (!isBundleAddress(address)) return null
  const path = decoded(new URL(address).pathname)
  if (path === null || path.includes('\0')) return null
  const file = join(rendererFolder, path === '/' ? 'index.html' : path)
  return file.startsWith(rendererFolder + sep) ? file : null
}

function decoded(path: string): string | null {
  try {
    return decodeURIComponent(path)
  } catch {
    return null // a % without two digits
  }
}
