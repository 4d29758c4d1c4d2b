import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import type { CallFault } from '../contract/fault.ts'

/** A problem document (RFC 9457). `type` is left out: 'about:blank' holds, and the title is the status code's. */
export const problemSchema = z.object({
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  /** The field that is wrong, such as 'names.0'. */
  field: z.string().optional(),
})
export type Problem = z.infer<typeof problemSchema>

export const PROBLEM_TYPE = 'application/problem+json'

const TITLES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
}

const STATUS_OF: Record<CallFault['kind'], number> = {
  'bad-input': 400,
  'not-found': 404,
  refused: 409,
  busy: 503,
  unavailable: 503,
  bug: 500,
}

export function problem(status: number, detail: string, field: string | null = null): Problem {
  return { title: TITLES[status] ?? 'Error', status, detail, ...(field === null ? {} : { field }) }
}

export function problemOf(fault: CallFault): Problem {
  return problem(STATUS_OF[fault.kind], fault.message, fault.field)
}

export function sendProblem(reply: FastifyReply, said: Problem): FastifyReply {
  // Past the response schemas: a problem may answer any route.
  return reply
    .code(said.status)
    .type(PROBLEM_TYPE)
    .serializer(JSON.stringify as (payload: unknown) => string)
    .send(said)
}
