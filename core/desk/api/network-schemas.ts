import { z } from 'zod'
import { networkRouteSchema, signInSchema } from '../../contract/workstation.ts'
import { problems } from './schemas.ts'

export const networkRoutes = {
  signIn: {
    summary:
      "Ask the network's own resolvers for a while, unprotected, so that its sign-in page comes up; 0 minutes end it",
    body: z.object({ minutes: z.number().int().min(0).max(30) }),
    response: { ...problems, 200: z.object({ signIn: signInSchema.nullable() }) },
  },
  routes: {
    summary: "Domains that this machine's links, such as a VPN, have resolvers of their own for",
    response: { ...problems, 200: z.array(networkRouteSchema) },
  },
}
