import { z } from 'zod'

/**
 * How an expected failure crosses a wire: a message for the person and, for bad input, where. A bug crosses as kind 'bug' with its message;
 * its stack stays in the log.
 */
export const callFaultSchema = z.object({
  kind: z.enum(['bad-input', 'not-found', 'refused', 'busy', 'unavailable', 'bug']),
  message: z.string(),
  /** The path of the field that is wrong, such as 'retention.days'. */
  field: z.string().nullable(),
})
export type CallFault = z.infer<typeof callFaultSchema>

/** Thrown by a handler for what a person can mend; every wire turns it into its CallFault. */
export class CallError extends Error {
  readonly fault: CallFault
  constructor(fault: CallFault) {
    super(fault.message)
    this.name = 'CallError'
    this.fault = fault
  }
}

/** What goes over a wire in answer to a call. */
export const replySchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), fault: callFaultSchema }),
])
export type Reply = z.infer<typeof replySchema>
