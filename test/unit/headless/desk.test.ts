import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createEventHub } from '../../../core/desk/events.ts'
import { CONTENT_SECURITY_POLICY } from '../../../core/desk/security-headers.ts'
import { openDesk, type Desk } from '../../../headless/desk.ts'
import { fakeHandlers, noBugs } from '../../fakes/handlers.ts'
import { someHealth } from '../../fakes/values.ts'

const handlers = fakeHandlers({ 'workstation.health': async () => someHealth })
let rendererFolder: string
let desk: Desk
let origin: string

beforeEach(async () => {
  rendererFolder = await mkdtemp(join(tmpdir(), 'desk-'))
  await mkdir(join(rendererFolder, 'assets'))
  await writeFile(join(rendererFolder, 'index.html'), '<!doctype html><title>desk</title>')
  await writeFile(join(rendererFolder, 'assets', 'main-1a2b.js'), 'export {}')
  desk = await openDesk({
    ...{ handlers, apiHandlers: handlers, events: createEventHub(), report: noBugs, rendererFolder },
    ...{ endpoint: { host: '127.0.0.1', port: 0 }, token: 't0ken', version: '1.2.3' },
  })
  origin = new URL(desk.url).origin
})

afterEach(async () => {
  await desk[Symbol.asyncDispose]()
  await rm(rendererFolder, { recursive: true })
})

async function visit(address: string): Promise<string> {
  const answer = await fetch(address, { redirect: 'manual' })
  return answer.headers.get('set-cookie')?.split(';')[0] ?? ''
}

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(origin + path, { headers, redirect: 'manual' })

describe('the desk in a browser', () => {
  it('takes the token out of the address and gives a cookie that no script reads', async () => {
    const answer = await fetch(desk.url, { redirect: 'manual' })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/'])
    expect(answer.headers.get('set-cookie')).toMatch(/; HttpOnly; SameSite=Strict$/)
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  it('serves the renderer to the session, with the policy that says what its pages may do', async () => {
    const cookie = await visit(desk.url)
    const page = await get('/', { cookie })
    expect(await page.text()).toContain('<title>desk</title>')
    expect(page.headers.get('content-security-policy')).toBe(CONTENT_SECURITY_POLICY)
    expect(page.headers.get('x-content-type-options')).toBe('nosniff')
    expect(page.headers.get('cache-control')).toBe('no-cache')
    const script = await get('/assets/main-1a2b.js', { cookie })
    expect(script.headers.get('content-type')).toMatch(/^(text|application)\/javascript/)
    expect(script.headers.get('cache-control')).toContain('immutable')
  })

  it.each(['/', '/index.html', '/assets/main-1a2b.js', '/wire', '/?token=wrong', '/nowhere'])(
    'gives %s to nobody without the session',
    async (path) => {
      const answer = await get(path)
      expect([answer.status, answer.headers.get('set-cookie')]).toEqual([401, null])
    }
  )

  it.each(['/../package.json', '/..%2f..%2fpackage.json', '/assets/..%5c..%5csecret', '/.hidden', '/nowhere'])(
    'has nothing at %s',
    async (path) => {
      const cookie = await visit(desk.url)
      expect([400, 403, 404]).toContain((await get(path, { cookie })).status)
    }
  )

  it('refuses a page of another site even with the session', async () => {
    const cookie = await visit(desk.url)
    const answer = await get('/', { cookie, origin: 'http://bad-shop.com' })
    expect(answer.status).toBe(403)
  })

  it('invites a browser once', async () => {
    const address = desk.invitation()
    expect(await visit(address)).not.toBe('')
    expect(await visit(address)).toBe('')
  })

  it('serves the API below its own path, to its token and not to the cookie', async () => {
    const cookie = await visit(desk.url)
    expect(desk.api).toBe(`${origin}/api/v1`)
    expect((await get('/api/v1/health', { cookie })).status).toBe(401)
    const answer = await get('/api/v1/health', { authorization: 'Bearer t0ken' })
    expect(await answer.json()).toEqual(someHealth)
  })

  it('ends at once, whoever is connected', async () => {
    const cookie = await visit(desk.url)
    await get('/', { cookie, connection: 'keep-alive' })
    await desk[Symbol.asyncDispose]()
    await expect(get('/', { cookie })).rejects.toThrow()
  })
})
