import swagger from '@fastify/swagger'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import {
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod'
import { answerWithProblems } from '../errors.ts'
import type { Handlers } from '../handlers.ts'
import { problem, sendProblem } from '../problem.ts'
import { sameSecret } from '../secrets.ts'
import { METRICS_TYPE, metricsText } from './metrics.ts'
import { honeypotRoutes } from './honeypot-schemas.ts'
import { listRoutes, pauseRoute } from './list-schemas.ts'
import { networkRoutes } from './network-schemas.ts'
import {
  decisionRoute,
  healthRoute,
  machineDnsChangeRoute,
  machineDnsRoute,
  metricsRoute,
  overrideRoutes,
  trainingRoutes,
  verdictRoute,
} from './schemas.ts'
import { within } from './within.ts'

/** Where the API stands below the address that serves it. */
export const API_PATH = '/api/v1'

/** The calls of the contract that the API offers. */
export type ApiHandlers = Pick<
  Handlers,
  | 'names.explain'
  | 'names.explanation'
  | 'workstation.health'
  | 'workstation.state'
  | 'settings.change'
  | 'vetting.decide'
  | 'workstation.pause'
  | 'lists.all'
  | 'network.signIn'
  | 'network.routes'
  | 'training.runs'
  | 'training.interrupted'
  | 'training.resume'
  | 'training.discard'
  | 'overrides.all'
  | 'overrides.set'
  | 'overrides.end'
  | 'honeypot.visits'
>

export type ApiParts = {
  handlers: ApiHandlers
  version: string
  token: string
  report: (bug: unknown) => void
}

/** The JSON API as a fastify plugin, registered below API_PATH. Schemas, checks and openapi.json come from the same values. */
export async function api(app: FastifyInstance, { handlers, version, token, report }: ApiParts): Promise<void> {
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  answerWithProblems(app, report)
  app.removeContentTypeParser('text/plain')
  app.addHook('onRequest', (request, reply) => withToken(token, request, reply))
  await app.register(swagger, { openapi: description(version), transform: jsonSchemaTransform })
  const routes = app.withTypeProvider<ZodTypeProvider>()
  routes.get('/verdicts/:name', { schema: verdictRoute }, async ({ params }) => {
    const verdict = await handlers['names.explain'](params)
    const explanation = await within(EXPLANATION_MS, handlers['names.explanation'](params), report)
    return { ...verdict, explanation }
  })
  routes.get('/health', { schema: healthRoute }, () => handlers['workstation.health']({}))
  const machineDns = { schema: machineDnsRoute }
  routes.get('/machine-dns', machineDns, async () => (await handlers['workstation.state']({})).machineDns)
  routes.put('/machine-dns', { schema: machineDnsChangeRoute }, async ({ body }) => {
    const state = await handlers['settings.change']({ machineDns: body.use })
    return state.machineDns
  })
  routes.post('/decisions', { schema: decisionRoute, bodyLimit: BODY_LIMIT }, (request) =>
    handlers['vetting.decide'](request.body)
  )
  routes.get('/training/runs', { schema: trainingRoutes.runs }, async () => {
    const [runs, interrupted] = await Promise.all([handlers['training.runs']({}), handlers['training.interrupted']({})])
    return { runs, interrupted }
  })
  routes.post('/training/runs/:runId/resume', { schema: trainingRoutes.resume }, ({ params }) =>
    handlers['training.resume'](params)
  )
  routes.delete('/training/runs/:runId', { schema: trainingRoutes.discard }, ({ params }) =>
    handlers['training.discard'](params)
  )
  routes.get('/overrides', { schema: overrideRoutes.all }, () => handlers['overrides.all']({}))
  routes.post('/overrides', { schema: overrideRoutes.set }, ({ body }) => handlers['overrides.set'](body))
  routes.delete('/overrides/:id', { schema: overrideRoutes.end }, ({ params }) => handlers['overrides.end'](params))
  routes.get('/honeypot/visits', { schema: honeypotRoutes.visits }, ({ query: { name = null, ...cut } }) =>
    handlers['honeypot.visits']({ name, ...cut })
  )
  routes.get('/lists', { schema: listRoutes.all }, () => handlers['lists.all']({}))
  routes.post('/pause', { schema: pauseRoute }, async ({ body }) => {
    const { dns } = await handlers['workstation.pause'](body)
    return { pausedUntil: dns.pausedUntil }
  })
  routes.post('/network/sign-in', { schema: networkRoutes.signIn }, async ({ body }) => {
    const { dns } = await handlers['network.signIn'](body)
    return { signIn: dns.signIn }
  })
  routes.get('/network/routes', { schema: networkRoutes.routes }, () => handlers['network.routes']({}))
  routes.get('/metrics', { schema: metricsRoute }, async (_request, reply) =>
    reply.type(METRICS_TYPE).send(await metricsText(await handlers['workstation.health']({})))
  )
  // Else an unknown path would fall to the pages, which speak of cookies.
  app.all('/*', { schema: { hide: true } }, (_request, reply) =>
    sendProblem(reply, problem(404, 'the API has nothing at this path; openapi.json describes it'))
  )
  routes.get('/openapi.json', { schema: { hide: true } }, () => app.swagger())
}

/** A verdict never waits longer for its explanation. */
const EXPLANATION_MS = 50

/** A hundred thousand names of a usual length. */
const BODY_LIMIT = 8 * 1024 * 1024

async function withToken(
  token: string,
  request: FastifyRequest,
  reply: FastifyReply
): Promise<FastifyReply | undefined> {
  const given = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  if (given !== undefined && sameSecret(given, token)) return undefined
  void reply.header('www-authenticate', 'Bearer')
  return sendProblem(reply, problem(401, 'send the token of this start: "Authorization: Bearer TOKEN"'))
}

function description(version: string) {
  return {
    openapi: '3.1.0',
    info: { title: 'ML Bridge Workstation', version },
    servers: [{ url: API_PATH }],
    components: { securitySchemes: { token: { type: 'http' as const, scheme: 'bearer' } } },
    security: [{ token: [] }],
  }
}
