import { fastify, type FastifyInstance } from 'fastify'
import type { Verdict } from '../../verdict/verdict.ts'
import type { OpenDoor } from '../door.ts'
import type { Endpoint } from '../../resolver/endpoint.ts'
import { answerWithProblems } from '../errors.ts'
import { problem, sendProblem } from '../problem.ts'
import { pluginProbability, readPluginQuestion, type PluginQuestion } from './protocol.ts'

/** Runs the question through the stages and logs it with the asking client's address. */
export type PluginJudge = (question: PluginQuestion) => Promise<{ verdict: Verdict }>

/** A name has 253 characters; JSON may write each as six. */
const BODY_LIMIT = 4096

/** The original's HTTP protocol, so that an existing CoreDNS plugin can ask: `POST /` answers `{"p":"0.0119"}`. */
export function pluginEndpoint(judge: PluginJudge, report: (bug: unknown) => void): FastifyInstance {
  const app = fastify({ logger: false, bodyLimit: BODY_LIMIT, forceCloseConnections: true })
  answerWithProblems(app, report)
  // Whatever a client calls its body, or if it calls it nothing at all.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
  app.addHook('onRequest', async ({ headers }, reply) => {
    // Only a browser sends it: a page must not fill the log with questions that nobody asked.
    if (headers.origin === undefined) return undefined
    return sendProblem(reply, problem(403, 'this address is for resolvers, not for pages'))
  })
  app.post('/', async ({ body }, reply) => {
    const question = readPluginQuestion(typeof body === 'string' ? body : '')
    if (!question.ok) return sendProblem(reply, problem(400, question.fault.message))
    const { verdict } = await judge(question.value)
    return { p: pluginProbability(verdict) }
  })
  app.route({
    method: ['GET', 'PUT', 'DELETE', 'PATCH'],
    url: '/',
    handler: (_request, reply) => sendProblem(reply.header('allow', 'POST'), problem(405, 'ask with POST')),
  })
  return app
}

/** Listens; rejects with the system's error, which `listenFault` puts into words. */
export async function openPluginEndpoint(
  endpoint: Endpoint,
  { judge, report }: { judge: PluginJudge; report: (bug: unknown) => void }
): Promise<OpenDoor> {
  const app = pluginEndpoint(judge, report)
  const url = await app.listen(endpoint)
  return { url: `${url}/`, [Symbol.asyncDispose]: () => app.close() }
}
