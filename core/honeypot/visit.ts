import { z } from 'zod'
import { visible } from '../system/visible.ts'

/** One request that came to the honeypot's page. Everything a stranger wrote is cut, and hidden characters are written out. */
export const honeypotVisitSchema = z.object({
  id: z.number().int().positive(),
  /** Milliseconds since the Unix epoch. */
  time: z.number(),
  client: z.string(),
  /** The name in the Host field; null where there is none, or it is an address. */
  name: z.string().nullable(),
  /** The Host field as it was sent, where it holds no name. */
  host: z.string(),
  method: z.string(),
  path: z.string(),
  agent: z.string(),
})
export type HoneypotVisit = z.infer<typeof honeypotVisitSchema>
export type NewVisit = Omit<HoneypotVisit, 'id' | 'time'>

/** Characters that are kept of what a visitor sends. */
const MOST = { host: 253, method: 20, path: 200, agent: 200 } as const

export function newVisit(from: NewVisit): NewVisit {
  const { client, name, host, method, path, agent } = from
  return {
    client,
    name,
    host: visible(host, MOST.host),
    method: visible(method, MOST.method),
    path: visible(path, MOST.path),
    agent: visible(agent, MOST.agent),
  }
}

/** Newest first. */
export const visitPageSchema = z.object({
  visits: z.array(honeypotVisitSchema.omit({ id: true })),
  /** Of all that are kept and fit what was asked. */
  total: z.number(),
  /** Visits since the start that were not kept, since they came faster than the disk takes them or it failed. */
  lost: z.number(),
})
export type VisitPage = z.infer<typeof visitPageSchema>
