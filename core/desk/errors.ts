import type { FastifyInstance } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { CallError } from '../contract/fault.ts'
import { problem, problemOf, sendProblem, type Problem } from './problem.ts'

/** Makes everything that goes wrong below this instance a problem document; `report` gets bugs with their stack. */
export function answerWithProblems(app: FastifyInstance, report: (bug: unknown) => void): void {
  app.setErrorHandler((error, _request, reply) => sendProblem(reply, problemOfError(error, report)))
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, problem(404, 'there is nothing at this address')))
}

function problemOfError(error: unknown, report: (bug: unknown) => void): Problem {
  if (error instanceof CallError) return problemOf(error.fault)
  if (hasZodFastifySchemaValidationErrors(error)) {
    const first = error.validation[0]
    const field = first?.instancePath.replace(/^\//, '').replaceAll('/', '.') ?? ''
    const said = first?.message ?? 'the input does not fit'
    return problem(400, field === '' ? said : `${field}: ${said}`, field === '' ? null : field)
  }
  const { statusCode, message } = error as { statusCode?: number; message?: string }
  // What fastify itself refuses (a broken JSON body, one that is too long) says so with a status of its own.
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) return problem(statusCode, message ?? '')
  report(error)
  return problem(500, 'something went wrong here; the log of the workstation says what')
}
