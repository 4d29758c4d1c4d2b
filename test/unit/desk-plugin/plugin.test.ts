import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { openPluginEndpoint, pluginEndpoint, type PluginJudge } from '../../../core/desk/plugin/server.ts'
import type { OpenDoor } from '../../../core/desk/door.ts'
import type { Verdict } from '../../../core/verdict/verdict.ts'
import { noBugs } from '../../fakes/handlers.ts'
import { someScore } from '../../fakes/values.ts'

const rule = { origin: 'vetted' as const, listId: 'own', listName: 'malicious', entry: 'bad-shop.com', line: null }
const blackhole = { kind: 'blackhole' as const }
const benign: Verdict = { kind: 'allowed-by-model', score: someScore }

/** Judges every name alike and remembers what it was asked. */
function judging(verdict: Verdict): PluginJudge & { asked: { name: string; client: string }[] } {
  const asked: { name: string; client: string }[] = []
  return Object.assign(
    async (question: { name: string; client: string }) => {
      asked.push(question)
      return { verdict }
    },
    { asked }
  )
}

const body = '{"Domain Name":"www.example.com.","IP":"10.0.0.7"}'

describe('the answer to the original plugin', () => {
  it.each<[string, Verdict, string]>([
    ['the model allows', benign, '0.0119'],
    ['the model is unsure of', { kind: 'unsure', score: { ...someScore, probability: 0.5 } }, '0.5000'],
    [
      'the model blocks',
      { kind: 'blocked-by-model', score: { ...someScore, probability: 0.99996 }, answer: blackhole },
      '1.0000',
    ],
    ['a list blocks', { kind: 'blocked-by-list', rule, answer: blackhole }, '1'],
    [
      'a list sends to the honeypot',
      { kind: 'blocked-by-list', rule, answer: { kind: 'honeypot', ipv4: '192.0.2.9', ipv6: null } },
      '1',
    ],
    ['a list allows', { kind: 'allowed-by-list', rule }, '0'],
    ['nobody has scored', { kind: 'unscored', why: 'model-late' }, '0'],
  ])('for a name that %s', async (_what, verdict, p) => {
    const answer = await pluginEndpoint(judging(verdict), noBugs).inject({ method: 'POST', url: '/', payload: body })
    expect([answer.statusCode, answer.body]).toEqual([200, JSON.stringify({ p })])
    expect(answer.headers['content-type']).toMatch(/^application\/json/)
  })

  it.each([
    ['keys in another order', '{"IP":"10.0.0.7","Domain Name":"www.example.com."}'],
    ["a line end, as Go's Encoder writes it", `${body}\n`],
    ['more keys', '{"Domain Name":"www.example.com.","IP":"10.0.0.7","Type":"A"}'],
    ['capitals', '{"Domain Name":"WWW.Example.COM.","IP":"10.0.0.7"}'],
  ])('reads %s', async (_what, payload) => {
    const judge = judging(benign)
    await pluginEndpoint(judge, noBugs).inject({ method: 'POST', url: '/', payload })
    expect(judge.asked).toEqual([{ name: 'www.example.com', client: '10.0.0.7' }])
  })

  it.each([
    ['nothing', '', 400, 'send JSON'],
    ['half a body', '{"Domain Name":"www.exam', 400, 'send JSON'],
    ['JSON of another shape', '["www.example.com"]', 400, 'send JSON'],
    ['no address', '{"Domain Name":"www.example.com."}', 400, 'send JSON'],
    ['a number as the name', '{"Domain Name":7,"IP":"10.0.0.7"}', 400, 'send JSON'],
    ['the root', '{"Domain Name":".","IP":"10.0.0.7"}', 400, 'it is empty'],
    [
      'a name with a quote',
      '{"Domain Name":"a\\"b.com.","IP":"10.0.0.7"}',
      400,
      'a character that a host name cannot have',
    ],
    ['text as the address', '{"Domain Name":"www.example.com.","IP":"=cmd()"}', 400, 'not an address'],
    ['5 kB', JSON.stringify({ 'Domain Name': 'a'.repeat(5000), IP: '10.0.0.7' }), 413, 'too large'],
  ])('refuses %s and says why', async (_what, payload, status, detail) => {
    const judge = judging(benign)
    const answer = await pluginEndpoint(judge, noBugs).inject({ method: 'POST', url: '/', payload })
    expect([answer.statusCode, answer.json<{ detail: string }>().detail]).toEqual([
      status,
      expect.stringContaining(detail),
    ])
    expect(judge.asked).toEqual([])
  })

  it('refuses what a page of a browser sends', async () => {
    const headers = { origin: 'http://bad-shop.com' }
    const answer = await pluginEndpoint(judging(benign), noBugs).inject({
      method: 'POST',
      url: '/',
      payload: body,
      headers,
    })
    expect(answer.statusCode).toBe(403)
  })

  it('says which method to ask with', async () => {
    const answer = await pluginEndpoint(judging(benign), noBugs).inject({ method: 'GET', url: '/' })
    expect([answer.statusCode, answer.headers['allow']]).toEqual([405, 'POST'])
  })

  it('answers 500 and reports the bug when judging breaks', async () => {
    const reported: unknown[] = []
    const bug = new Error('broken')
    const endpoint = pluginEndpoint(
      () => Promise.reject(bug),
      (one) => reported.push(one)
    )
    expect((await endpoint.inject({ method: 'POST', url: '/', payload: body })).statusCode).toBe(500)
    expect(reported).toEqual([bug])
  })
})

describe('the bytes on the wire', () => {
  let door: OpenDoor | undefined
  afterEach(() => door?.[Symbol.asyncDispose]())

  const hex = Buffer.byteLength(body).toString(16)
  it.each([
    ['a length and a type', [`Content-Length: ${String(body.length)}`, 'Content-Type: application/json'], body],
    ['a length and no type', [`Content-Length: ${String(body.length)}`], body],
    ['chunks and no type', ['Transfer-Encoding: chunked'], `${hex}\r\n${body}\r\n0\r\n\r\n`],
    [
      'chunks and an odd type',
      ['Transfer-Encoding: chunked', 'Content-Type: text/x-anything; v=1'],
      `${hex}\r\n${body}\r\n0\r\n\r\n`,
    ],
    [
      'what it means to be a form',
      [`Content-Length: ${String(body.length)}`, 'Content-Type: application/x-www-form-urlencoded'],
      body,
    ],
  ])('may have %s', async (_what, headers, sent) => {
    door = await openPluginEndpoint({ host: '127.0.0.1', port: 0 }, { judge: judging(benign), report: noBugs })
    const head = [
      'POST / HTTP/1.1',
      'Host: middleware:8391',
      'User-Agent: Go-http-client/1.1',
      ...headers,
      'Connection: close',
    ]
    const answer = await exchange(Number(new URL(door.url).port), `${head.join('\r\n')}\r\n\r\n${sent}`)
    expect(answer).toMatch(/^HTTP\/1\.1 200 /)
    expect(answer.endsWith('{"p":"0.0119"}')).toBe(true)
  })

  it('says in plain words that its port is taken', async () => {
    const { listenFault } = await import('../../../core/desk/endpoint.ts')
    door = await openPluginEndpoint({ host: '127.0.0.1', port: 0 }, { judge: judging(benign), report: noBugs })
    const port = Number(new URL(door.url).port)
    const again = openPluginEndpoint({ host: '127.0.0.1', port }, { judge: judging(benign), report: noBugs })
    const error: unknown = await again.catch((thrown: unknown) => thrown)
    expect(listenFault(error, 'plugin')).toBe(
      `plugin: 127.0.0.1:${String(port)} is in use by another program; end that one or choose another address`
    )
  })
})

function exchange(port: number, sent: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let answer = ''
  const socket = connect(port, '127.0.0.1', () => socket.write(sent))
  socket.setEncoding('utf8').on('data', (text: string) => (answer += text))
  socket.on('end', () => resolve(answer)).on('error', reject)
  return promise
}
