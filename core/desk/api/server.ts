import { fastify } from 'fastify'
import type { OpenDoor } from '../door.ts'
import { FREE_LOOPBACK_PORT } from '../endpoint.ts'
import { answerWithProblems } from '../errors.ts'
import { refuseStrangers } from '../visitor.ts'
import { API_PATH, api, type ApiParts } from './routes.ts'

/** The JSON API on a loopback port of its own, for the shell that serves no desk. */
export async function openApi(parts: ApiParts): Promise<OpenDoor> {
  const app = fastify({ logger: false, forceCloseConnections: true, routerOptions: { maxParamLength: 1000 } })
  refuseStrangers(app)
  answerWithProblems(app, parts.report)
  await app.register(api, { ...parts, prefix: API_PATH })
  const address = await app.listen(FREE_LOOPBACK_PORT)
  return { url: address + API_PATH, [Symbol.asyncDispose]: () => app.close() }
}
