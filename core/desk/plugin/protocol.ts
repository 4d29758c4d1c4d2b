import { isIP } from 'node:net'
import { z } from 'zod'
import { parseName, type DomainName } from '../../dns/name.ts'
import { assertNever, failed, ok, type Fault, type Result } from '../../system/result.ts'
import type { Verdict } from '../../verdict/verdict.ts'

/** What the original's CoreDNS plugin asks: for whom, and whether the name is malicious. */
export type PluginQuestion = { name: DomainName; client: string }

const askedSchema = z.object({ 'Domain Name': z.string(), IP: z.string() })

/** Reads the body that the plugin posts: `{"Domain Name":"www.example.com.","IP":"10.0.0.7"}`, keys in any order, others ignored. */
export function readPluginQuestion(body: string): Result<PluginQuestion, Fault> {
  const asked = askedSchema.safeParse(readJson(body))
  if (!asked.success) return wrong('send JSON with the texts "Domain Name" and "IP"')
  const name = parseName(asked.data['Domain Name'])
  if (!name.ok) return wrong(`"Domain Name": ${name.fault.message}`)
  const client = asked.data.IP.trim()
  if (isIP(client) === 0) return wrong('"IP": this is not an address')
  return ok({ name: name.value, client })
}

/**
 * The answer's `p`: P(malicious) as a text. The model's calibrated probability where the model decides, also while it only observes;
 * certainty where a list or an analyst does; "0" where nobody has scored the name, so that the plugin lets it through.
 */
export function pluginProbability(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'blocked-by-list':
      return '1'
    case 'allowed-by-list':
    case 'unscored':
      return '0'
    case 'blocked-by-model':
    case 'allowed-by-model':
    case 'unsure':
      return verdict.score.probability.toFixed(4)
    default:
      return assertNever(verdict)
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // nothing that the schema takes
  }
}

function wrong(message: string): Result<never, Fault> {
  return failed({ kind: 'bad-question', message })
}
