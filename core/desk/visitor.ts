import type { FastifyInstance } from 'fastify'
import { isIP } from 'node:net'
import { problem, sendProblem } from './problem.ts'

/** The headers that say where a request believes to go and where it comes from. */
type Headers = { host?: string | undefined; origin?: string | undefined }

/**
 * Whether a request may come from a person's own browser tab or program. A page of another site can make a browser ask us: under a name
 * of its own that it points at this machine (DNS rebinding), so the host must be an address or localhost, which no one else can name;
 * and from its own origin, so that one must be ours. The port is free, since an SSH tunnel shows us under another one.
 */
export function isTrusted({ host, origin }: Headers): boolean {
  const name = hostName(host)
  if (name === null || (name !== 'localhost' && isIP(name) === 0)) return false
  return origin === undefined || origin === `http://${host ?? ''}`
}

/** Refuses every other request below this instance before anything else looks at it. */
export function refuseStrangers(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ headers }, reply) => {
    if (isTrusted({ host: headers.host, origin: headers.origin })) return undefined
    return sendProblem(reply, problem(403, 'this desk is reached by its address, from its own pages only'))
  })
}

function hostName(host: string | undefined): string | null {
  const parts = /^(?:\[([0-9a-f:]+)\]|([^:[\]]+))(?::\d{1,5})?$/i.exec(host ?? '')
  return parts?.[1] ?? parts?.[2]?.toLowerCase() ?? null
}
