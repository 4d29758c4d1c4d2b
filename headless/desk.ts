import { fastifyStatic } from '@fastify/static'
import websocket from '@fastify/websocket'
import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { AddressInfo } from 'node:net'
import { WIRE_PATH } from '../core/contract/wire.ts'
import { API_PATH, api, type ApiHandlers } from '../core/desk/api/routes.ts'
import type { OpenDoor } from '../core/desk/door.ts'
import { endpointText, type Endpoint } from '../core/resolver/endpoint.ts'
import { answerWithProblems } from '../core/desk/errors.ts'
import { problem, sendProblem } from '../core/desk/problem.ts'
import { SECURITY_HEADERS } from '../core/desk/security-headers.ts'
import { refuseStrangers } from '../core/desk/visitor.ts'
import { createSessions, type Sessions } from './session.ts'
import { LONGEST_MESSAGE_BYTES, serveWire, type Carried } from './wire.ts'

export type DeskParts = Carried & {
  apiHandlers: ApiHandlers
  endpoint: Endpoint
  token: string
  version: string
  /** The built renderer. */
  rendererFolder: string
}

/** The desk in a browser: `url` is what a person opens, `invitation()` an address that works once. */
export type Desk = OpenDoor & { api: string; invitation(): string }

/** Serves the renderer, the contract's wire and the JSON API on one port; rejects with the system's error when that is taken. */
export async function openDesk(parts: DeskParts): Promise<Desk> {
  const app = fastify({ logger: false, forceCloseConnections: true, routerOptions: { maxParamLength: 1000 } })
  // The cookie is named after the port, which is known once it is open; nobody is answered before.
  const sessions = Promise.withResolvers<Sessions>()
  refuseStrangers(app)
  answerWithProblems(app, parts.report)
  await app.register(api, { ...parts, handlers: parts.apiHandlers, prefix: API_PATH })
  await app.register(websocket, { options: { maxPayload: LONGEST_MESSAGE_BYTES } })
  await app.register(pages, { ...parts, sessions: sessions.promise })
  await app.listen(parts.endpoint)
  const { port } = app.server.address() as AddressInfo
  const open = createSessions(parts.token, port)
  sessions.resolve(open)
  const url = `http://${endpointText({ host: parts.endpoint.host, port })}`
  return {
    url: `${url}/?token=${parts.token}`,
    api: url + API_PATH,
    invitation: () => `${url}/?token=${open.invitation()}`,
    [Symbol.asyncDispose]: () => app.close(),
  }
}

type PageParts = Carried & { rendererFolder: string; sessions: Promise<Sessions> }

/** What needs the session: the renderer's files and the wire. */
async function pages(app: FastifyInstance, { rendererFolder, sessions, ...carried }: PageParts): Promise<void> {
  app.addHook('onRequest', async (request, reply) => admit(await sessions, request, reply))
  app.get(WIRE_PATH, { websocket: true }, (socket) => serveWire(socket, carried))
  await app.register(fastifyStatic, {
    root: rendererFolder,
    cacheControl: false,
    setHeaders(reply, path) {
      // The bundler names what is in assets/ after its content.
      const forEver = path.includes('/assets/')
      void reply.headers(SECURITY_HEADERS)
      void reply.header('cache-control', forEver ? 'private, max-age=31536000, immutable' : 'no-cache')
    },
  })
}

/** Lets the session in; exchanges a token for it and takes the token out of the address, so that it stays in no history. */
async function admit(
  sessions: Sessions,
  request: FastifyRequest,
  reply: FastifyReply
): Promise<FastifyReply | undefined> {
  const { token } = request.query as { token?: unknown }
  if (request.url.startsWith('/?') && typeof token === 'string') {
    const cookie = sessions.welcome(token)
    if (cookie !== null)
      return reply.header('set-cookie', cookie).header('cache-control', 'no-store').redirect('/', 303)
  }
  if (sessions.holds(request.headers.cookie)) return undefined
  return sendProblem(reply, problem(401, 'open the address with "?token=" that the workstation printed at its start'))
}
