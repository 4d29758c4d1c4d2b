import { describe, expect, it } from 'vitest'
import { isTrusted } from '../../../core/desk/visitor.ts'
import { createSessions } from '../../../headless/session.ts'

function cookieOf(header: string | null): string {
  return (header ?? '').split(';')[0]!
}

describe('a session of the desk', () => {
  it('is given for the token and for nothing else', () => {
    const sessions = createSessions('t0ken', 8390)
    expect(sessions.welcome('t0kem')).toBeNull()
    expect(sessions.welcome('')).toBeNull()
    expect(sessions.welcome('t0ken')).toMatch(/^mlbridge-desk-8390=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)
  })

  it('is held by the cookie, wherever it stands among others', () => {
    const sessions = createSessions('t0ken', 8390)
    const cookie = cookieOf(sessions.welcome('t0ken'))
    expect(sessions.holds(`a=b; ${cookie}; c`)).toBe(true)
    expect(sessions.holds(`${cookie}x`)).toBe(false)
    expect(sessions.holds(undefined)).toBe(false)
    expect(sessions.holds('mlbridge-desk-8390=t0ken')).toBe(false)
  })

  it('outlives a restart with the same token and no other', () => {
    const cookie = cookieOf(createSessions('t0ken', 8390).welcome('t0ken'))
    expect(createSessions('t0ken', 8390).holds(cookie)).toBe(true)
    expect(createSessions('other', 8390).holds(cookie)).toBe(false)
  })

  it('is given once for an invitation', () => {
    const sessions = createSessions('t0ken', 8390)
    const invitation = sessions.invitation()
    expect(sessions.welcome(invitation)).not.toBeNull()
    expect(sessions.welcome(invitation)).toBeNull()
  })
})

describe('a visitor', () => {
  it.each([
    ['127.0.0.1:8390', undefined],
    ['127.0.0.1:8390', 'http://127.0.0.1:8390'],
    ['[::1]:8390', 'http://[::1]:8390'],
    ['localhost:9000', 'http://localhost:9000'],
    ['LOCALHOST', undefined],
    ['192.0.2.7:8390', undefined],
  ])('at %s from %s is trusted', (host, origin) => {
    expect(isTrusted({ host, origin })).toBe(true)
  })

  it.each([
    ['rebound.bad-shop.com:8390', undefined],
    ['rebound.bad-shop.com:8390', 'http://rebound.bad-shop.com:8390'],
    ['127.0.0.1:8390', 'http://bad-shop.com'],
    ['127.0.0.1:8390', 'http://127.0.0.1:8391'],
    ['127.0.0.1:8390', 'https://127.0.0.1:8390'],
    ['127.0.0.1:8390', 'null'],
    ['localhost.bad-shop.com', undefined],
    ['127.0.0.1.bad-shop.com', undefined],
    ['', undefined],
    [undefined, undefined],
    ['127.0.0.1:8390@bad-shop.com', undefined],
  ])('at %s from %s is not', (host, origin) => {
    expect(isTrusted({ host, origin })).toBe(false)
  })
})
