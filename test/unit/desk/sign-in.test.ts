import { describe, expect, it, vi } from 'vitest'
import { ownResolversOfNetwork } from '../../../core/desk/upstreams.ts'
import { createSignIn, LOOK_AT_SIGN_IN_MS } from '../../../core/desk/sign-in.ts'
import { fakeClock } from '../../fakes/clock.ts'

function signingIn({ resolvers = [{ host: '192.0.2.1', port: 53 }], fails = false } = {}) {
  const clock = fakeClock()
  const upstreams = { answer: true }
  const used: (string | null)[] = []
  const signIn = createSignIn({
    clock,
    networkResolvers: () => resolvers,
    async use(to) {
      used.push(to === null ? null : to.resolvers.map(({ host }) => host).join())
      if (fails && to !== null) throw new Error('the resolver died')
    },
    upstreamsAnswer: async () => upstreams.answer,
    changed: () => undefined,
    report(problem) {
      throw problem
    },
  })
  return { clock, upstreams, used, signIn }
}

describe('a pause to sign in to a network', () => {
  it('asks the resolvers of the network, until its time is up by the monotonic clock', async () => {
    const { clock, used, signIn } = signingIn()
    using _ = signIn
    expect(await signIn.begin(5)).toMatchObject({ ok: true, value: { resolvers: ['192.0.2.1:53'] } })
    clock.pass(299_000)
    // A wall clock that is set back makes it no longer.
    clock.sleep(-86_400_000)
    await signIn.look()
    expect(signIn.now).not.toBeNull()
    clock.pass(1000)
    await signIn.look()
    expect([signIn.now, used]).toEqual([null, ['192.0.2.1', null]])
  })

  it('does not last longer because the machine slept', async () => {
    const { clock, used, signIn } = signingIn()
    using _ = signIn
    await signIn.begin(5)
    clock.sleep(3_600_000)
    await signIn.look()
    expect([signIn.now, used]).toEqual([null, ['192.0.2.1', null]])
  })

  it('ends by itself even when its beginning failed half-way', async () => {
    vi.useFakeTimers()
    const { clock, signIn } = signingIn({ fails: true })
    using _ = signIn
    await expect(signIn.begin(5)).rejects.toThrow('the resolver died')
    clock.pass(300_000)
    await vi.advanceTimersByTimeAsync(LOOK_AT_SIGN_IN_MS)
    expect(signIn.now).toBeNull()
    vi.useRealTimers()
  })

  it('ends early when upstreams that did not answer answer again', async () => {
    const { upstreams, used, signIn } = signingIn()
    using _ = signIn
    upstreams.answer = false
    await signIn.begin(5)
    await signIn.look()
    expect(signIn.now).not.toBeNull()
    upstreams.answer = true
    await signIn.look()
    expect([signIn.now, used]).toEqual([null, ['192.0.2.1', null]])
  })

  it('goes on while upstreams answer all along: that tells nothing', async () => {
    const { signIn } = signingIn()
    using _ = signIn
    await signIn.begin(5)
    await signIn.look()
    await signIn.look()
    expect(signIn.now).not.toBeNull()
    await signIn.end()
    expect(signIn.now).toBeNull()
  })

  it('is refused in words where no network gave a resolver', async () => {
    const { used, signIn } = signingIn({ resolvers: [] })
    using _ = signIn
    const begun = await signIn.begin(5)
    expect(begun.ok ? '' : begun.fault.message).toMatch(/given no resolver by a network/)
    expect(used).toEqual([])
  })
})

it('the resolvers of a network are those that it gave, never this one', () => {
  const own = { host: '127.0.0.1', port: 53 }
  expect(ownResolversOfNetwork(['127.0.0.1', '192.0.2.1', 'fe80::1%eth0'], { own, machine: null })).toEqual([
    { host: '192.0.2.1', port: 53 },
    { host: 'fe80::1%eth0', port: 53 },
  ])
  expect(ownResolversOfNetwork(['127.0.0.1'], { own, machine: ['192.0.2.9'] })).toEqual([
    { host: '192.0.2.9', port: 53 },
  ])
})
