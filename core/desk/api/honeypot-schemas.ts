import { z } from 'zod'
import { askedNameSchema } from '../../dns/name-schemas.ts'
import { visitPageSchema } from '../../honeypot/visit.ts'
import { problems } from './schemas.ts'

export const honeypotRoutes = {
  visits: {
    summary: 'Who came to the honeypot’s page, newest first; of one name where it is given',
    querystring: z.object({
      name: askedNameSchema.optional(),
      offset: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(1000).default(100),
    }),
    response: { ...problems, 200: visitPageSchema },
  },
}
