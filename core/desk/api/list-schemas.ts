import { z } from 'zod'
import { listSummarySchema } from '../../lists/list.ts'
import { problems } from './schemas.ts'

export const listRoutes = {
  all: {
    summary:
      'The subscribed lists with their figures: names, broken lines, answers decided since the start, the last fault',
    response: { ...problems, 200: z.array(listSummarySchema) },
  },
}

export const pauseRoute = {
  summary: 'Let everything pass for so many minutes, a day at most; 0 ends the pause',
  body: z.object({ minutes: z.number().min(0).max(1440) }),
  response: { ...problems, 200: z.object({ pausedUntil: z.number().nullable() }) },
}
