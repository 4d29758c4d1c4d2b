import { fastify, type FastifyInstance } from 'fastify'
import { describe, expect, it } from 'vitest'
import { CallError } from '../../../core/contract/fault.ts'
import { API_PATH, api } from '../../../core/desk/api/routes.ts'
import type { Handlers } from '../../../core/desk/handlers.ts'
import { startedRun } from '../../../core/training/fold.ts'
import type { InterruptedRun } from '../../../core/training/run.ts'
import { fakeHandlers, noBugs } from '../../fakes/handlers.ts'
import { someEffect, someExplanation, someHealth, someScoreExplanation } from '../../fakes/values.ts'

const someInterrupted: InterruptedRun = {
  runId: 'run-1',
  plan: {
    start: { kind: 'retrain', modelId: 'm' },
    epochs: 4,
    batchSize: 64,
    sampleSize: null,
    seed: 1,
    files: [],
    vettedWeight: 5,
  },
  description: 'replay sample',
  vetted: 2,
  startedAt: 1,
  savedAt: 2,
  epochs: 3,
  bytes: 10,
  fault: null,
}

const authorization = 'Bearer t0ken'

async function serving(handlers: Partial<Handlers>, report: (bug: unknown) => void = noBugs): Promise<FastifyInstance> {
  const app = fastify({ routerOptions: { maxParamLength: 1000 } })
  await app.register(api, {
    handlers: fakeHandlers(handlers),
    version: '1.2.3',
    token: 't0ken',
    report,
    prefix: API_PATH,
  })
  return app
}

function explaining(): Pick<Handlers, 'names.explain' | 'names.explanation'> {
  return {
    'names.explain': async ({ name }) => someExplanation(name),
    'names.explanation': async ({ name }) => someScoreExplanation(name),
  }
}

describe('this machine’s DNS', () => {
  const view = {
    state: 'not-set',
    governor: 'resolv.conf',
    servers: ['192.0.2.1'],
    detail: null,
    notes: [],
    obstacle: null,
  }
  const stateWith = (machineDns: unknown) => ({ machineDns }) as Awaited<ReturnType<Handlers['workstation.state']>>

  it('is told and set', async () => {
    const app = await serving({
      'workstation.state': async () => stateWith(view),
      'settings.change': async ({ machineDns }) =>
        stateWith({ ...view, state: machineDns === true ? 'set' : 'not-set' }),
    })
    const url = `${API_PATH}/machine-dns`
    expect((await app.inject({ url, headers: { authorization } })).json()).toEqual(view)
    const set = await app.inject({ method: 'PUT', url, headers: { authorization }, payload: { use: true } })
    expect(set.json()).toEqual({ ...view, state: 'set' })
    const wrong = await app.inject({ method: 'PUT', url, headers: { authorization }, payload: { use: 'yes' } })
    expect(wrong.statusCode).toBe(400)
  })

  it('says what is in the way', async () => {
    const fault = {
      kind: 'refused' as const,
      message: 'machineDns: that needs the rights of root',
      field: 'machineDns',
    }
    const app = await serving({ 'settings.change': async () => Promise.reject(new CallError(fault)) })
    const url = `${API_PATH}/machine-dns`
    const refused = await app.inject({ method: 'PUT', url, headers: { authorization }, payload: { use: true } })
    expect(refused.statusCode).toBe(409)
    expect(refused.json()).toMatchObject({ detail: fault.message })
  })
})

describe('lists and the pause', () => {
  const list = {
    id: 'zone', name: 'Zone', effect: 'block' as const, answer: 'usual' as const, format: 'rpz' as const, source: '/lists/zone.txt', fetching: null,
    enabled: true, addedAt: 1, loadedAt: 2, names: 12, repeated: 1, broken: 2, localData: 3, bytes: 400, hits: 5, fault: null,
  } // prettier-ignore

  it('are read with their figures, and only with the token', async () => {
    const app = await serving({ 'lists.all': async () => [list] })
    const given = await app.inject({ url: `${API_PATH}/lists`, headers: { authorization } })
    expect([given.statusCode, given.json()]).toEqual([200, [list]])
    expect((await app.inject({ url: `${API_PATH}/lists` })).statusCode).toBe(401)
  })

  it('lasts as many minutes as are said, a day at most', async () => {
    const asked: number[] = []
    const pausedUntil = 1_800_000_000_000
    const app = await serving({
      'workstation.pause': async ({ minutes }) => {
        asked.push(minutes)
        return { dns: { pausedUntil } } as Awaited<ReturnType<Handlers['workstation.pause']>>
      },
    })
    const post = (minutes: number) =>
      app.inject({ method: 'POST', url: `${API_PATH}/pause`, headers: { authorization }, payload: { minutes } })
    const given = await post(17)
    expect([given.statusCode, given.json()]).toEqual([200, { pausedUntil }])
    expect((await post(1441)).statusCode).toBe(400)
    expect(asked).toEqual([17])
  })
})

describe('the JSON API', () => {
  it('explains what would happen to a name, read as a person writes it', async () => {
    const app = await serving(explaining())
    const answer = await app.inject({ url: `${API_PATH}/verdicts/WWW.Shop-Example.COM.`, headers: { authorization } })
    expect(answer.statusCode).toBe(200)
    const { name, ...explanation } = someScoreExplanation('www.shop-example.com')
    expect(answer.json()).toEqual({ ...someExplanation(name), explanation })
  })

  it('gives a verdict whose explanation takes too long without it', async () => {
    const app = await serving({ ...explaining(), 'names.explanation': () => new Promise(() => undefined) })
    const started = performance.now()
    const answer = await app.inject({ url: `${API_PATH}/verdicts/shop-example.com`, headers: { authorization } })
    expect(performance.now() - started).toBeLessThan(1000)
    expect(answer.json()).toEqual({ ...someExplanation('shop-example.com'), explanation: null })
  })

  it('gives a verdict whose explanation fails without it, and reports why', async () => {
    const reported: unknown[] = []
    const bug = new Error('no such weights')
    const handlers = { ...explaining(), 'names.explanation': () => Promise.reject(bug) }
    const app = await serving(handlers, (one) => reported.push(one))
    const answer = await app.inject({ url: `${API_PATH}/verdicts/shop-example.com`, headers: { authorization } })
    expect(answer.json()).toMatchObject({ name: 'shop-example.com', explanation: null })
    expect(reported).toEqual([bug])
  })

  it('offers runs that broke off, resumes one and discards another', async () => {
    const asked: string[] = []
    const app = await serving({
      'training.runs': async () => [],
      'training.interrupted': async () => [someInterrupted],
      'training.resume': async ({ runId }) => (
        asked.push(`resume ${runId}`),
        startedRun(runId, someInterrupted.plan, 1)
      ),
      async 'training.discard'({ runId }) {
        throw new CallError({ kind: 'not-found', message: `there is no run "${runId}" that broke off`, field: null })
      },
    })
    const url = `${API_PATH}/training/runs`
    const listed = await app.inject({ url, headers: { authorization } })
    expect(listed.json()).toEqual({ runs: [], interrupted: [someInterrupted] })
    const resumed = await app.inject({ method: 'POST', url: `${url}/run-1/resume`, headers: { authorization } })
    expect(resumed.json()).toMatchObject({ id: 'run-1', state: 'running' })
    expect(asked).toEqual(['resume run-1'])
    const discarded = await app.inject({ method: 'DELETE', url: `${url}/run-2`, headers: { authorization } })
    expect([discarded.statusCode, discarded.json()]).toEqual([
      404,
      expect.objectContaining({ detail: 'there is no run "run-2" that broke off' }),
    ])
  })

  it('takes the longest name there can be', async () => {
    const app = await serving(explaining())
    const name = `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(61)}`
    const answer = await app.inject({ url: `${API_PATH}/verdicts/${name}`, headers: { authorization } })
    expect(answer.json()).toMatchObject({ name })
  })

  it('says how the parts are', async () => {
    const app = await serving({ 'workstation.health': async () => someHealth })
    const answer = await app.inject({ url: `${API_PATH}/health`, headers: { authorization } })
    expect(answer.json()).toEqual(someHealth)
  })

  it('gives the same figures to Prometheus, without what nobody measured', async () => {
    const app = await serving({ 'workstation.health': async () => someHealth })
    const answer = await app.inject({ url: `${API_PATH}/metrics`, headers: { authorization } })
    expect(answer.headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/)
    const lines = answer.body.split('\n')
    expect(lines).toEqual(
      expect.arrayContaining([
        'mlbridge_queries_total 20',
        'mlbridge_log_dropped_total 0',
        'mlbridge_part_ready{part="resolver"} 1',
        'mlbridge_part_ready{part="trainer"} 0',
        'mlbridge_answer_seconds{way="cached",quantile="0.99"} 0.0002',
        'mlbridge_part_ready{part="machine_dns"} 0',
        'mlbridge_stage_seconds{stage="rules",quantile="0.5"} 0.000002',
        'mlbridge_list_answers_total{list="office list"} 12',
        'mlbridge_questions_in_flight 2',
        'mlbridge_upstream_asked_total{upstream="127.0.0.1:5399"} 12',
      ])
    )
    expect(lines.some((line) => line.includes('forwarded'))).toBe(false)
  })

  it('gives nothing to whom has no token', async () => {
    const app = await serving({})
    for (const path of ['metrics', 'health', 'openapi.json'])
      expect((await app.inject({ url: `${API_PATH}/${path}` })).statusCode).toBe(401)
  })

  it('classes names and says what that did', async () => {
    const app = await serving({
      'vetting.decide': async ({ names, class: chosen, note }) => {
        expect([names, chosen, note]).toEqual([['bad-shop.com', 'xn--bcher-kva.com'], 'malicious', ''])
        return someEffect(names)
      },
    })
    const payload = { names: ['Bad-Shop.com.', 'bücher.com'], class: 'malicious' }
    const answer = await app.inject({
      method: 'POST',
      url: `${API_PATH}/decisions`,
      headers: { authorization },
      payload,
    })
    expect(answer.statusCode).toBe(200)
    expect(answer.json()).toEqual(someEffect(['bad-shop.com', 'xn--bcher-kva.com']))
  })

  it('describes itself from the schemas that it checks with', async () => {
    const app = await serving({})
    const answer = await app.inject({ url: `${API_PATH}/openapi.json`, headers: { authorization } })
    const document = answer.json<{ paths: Record<string, unknown>; servers: unknown; openapi: string }>()
    expect(document.openapi).toBe('3.1.0')
    expect(document.servers).toEqual([{ url: API_PATH }])
    expect(Object.keys(document.paths).sort()).toEqual([
      '/decisions',
      '/health',
      '/honeypot/visits',
      '/lists',
      '/machine-dns',
      '/metrics',
      '/network/routes',
      '/network/sign-in',
      '/overrides',
      '/overrides/{id}',
      '/pause',
      '/training/runs',
      '/training/runs/{runId}',
      '/training/runs/{runId}/resume',
      '/verdicts/{name}',
    ])
    expect(document).toMatchObject({
      paths: {
        '/decisions': {
          post: {
            requestBody: {
              content: {
                'application/json': {
                  schema: { properties: { class: { enum: ['not-vetted', 'benign', 'honeypot', 'malicious'] } } },
                },
              },
            },
          },
        },
      },
    })
  })

  // What is sent, and what its sender reads.
  const post = (payload: string | object) => ({ method: 'POST' as const, url: '/decisions', payload })
  it.each([
    ['a name with a space', { url: '/verdicts/a%20b.com' }, 400, 'has a character that a host name cannot have'],
    ['an address', { url: '/verdicts/192.0.2.1' }, 400, 'it is an address, not a name'],
    ['an unknown class', post({ names: ['a.com'], class: 'evil' }), 400, 'class: '],
    ['no names', post({ names: [], class: 'benign' }), 400, 'names: '],
    [
      'one bad name of two',
      post({ names: ['a.com', 'b..com'], class: 'benign' }),
      400,
      'names.1: it has an empty label',
    ],
    ['a broken body', { ...post('{"names":'), headers: { 'content-type': 'application/json' } }, 400, 'JSON'],
    [
      'a body of another kind',
      { ...post('x'), headers: { 'content-type': 'text/plain' } },
      415,
      'Unsupported Media Type',
    ],
    ['an unknown address', { url: '/domains' }, 404, 'the API has nothing at this path; openapi.json describes it'],
  ])('refuses %s with a problem document', async (_what, { url, headers, ...request }: Sent, status, detail) => {
    const app = await serving({})
    const answer = await app.inject({ ...request, url: API_PATH + url, headers: { authorization, ...headers } })
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
    expect(answer.statusCode).toBe(status)
    expect(answer.json()).toMatchObject({ status, detail: expect.stringContaining(detail) as string })
  })

  type Sent = { url: string; method?: 'POST'; payload?: string | object; headers?: Record<string, string> }

  it.each([
    ['none', {}],
    ['a wrong one', { authorization: 'Bearer t0kem' }],
    ['the right one under another scheme', { authorization: 'Basic t0ken' }],
  ])('refuses a request whose token is %s', async (_what, headers) => {
    const app = await serving({})
    for (const path of ['/health', '/openapi.json', '/verdicts/a.com', '/nowhere']) {
      const answer = await app.inject({ url: API_PATH + path, headers })
      expect([path, answer.statusCode]).toEqual([path, 401])
      expect(answer.headers['www-authenticate']).toBe('Bearer')
    }
  })

  it.each([
    ['refused', 409],
    ['not-found', 404],
    ['busy', 503],
    ['unavailable', 503],
    ['bad-input', 400],
  ] as const)('turns a fault of kind %s into status %i', async (kind, status) => {
    const fault = new CallError({ kind, message: 'the store is not ready', field: null })
    const app = await serving({ 'workstation.health': () => Promise.reject(fault) })
    const answer = await app.inject({ url: `${API_PATH}/health`, headers: { authorization } })
    expect(answer.json()).toMatchObject({ status, detail: 'the store is not ready' })
  })

  it('keeps the words of a bug to the log', async () => {
    const reported: unknown[] = []
    const bug = new Error('undefined is not a function at secret/path.ts')
    const app = await serving({ 'workstation.health': () => Promise.reject(bug) }, (one) => reported.push(one))
    const answer = await app.inject({ url: `${API_PATH}/health`, headers: { authorization } })
    expect(answer.statusCode).toBe(500)
    expect(answer.body).not.toContain('secret')
    expect(reported).toEqual([bug])
  })
})
