import { z } from 'zod'
import type { DnsRoute } from './route.ts'

/** Windows: the effective Name Resolution Policy Table. */
export const NRPT_COMMAND = [
  'powershell.exe',
  '-NoProfile',
  '-NonInteractive',
  '-Command',
  'Get-DnsClientNrptPolicy -Effective | Select-Object Namespace,NameServers | ConvertTo-Json -Compress -Depth 3',
] as const

const texts = z.union([z.string(), z.array(z.string()), z.null()]).transform((value) => [value ?? []].flat())
const ruleSchema = z.object({ Namespace: texts, NameServers: texts })

/** One rule or an array of them; nothing where there is none. PowerShell writes a list of one as the one. A Namespace with a dot before it is a suffix. */
export function readNrpt(output: string): DnsRoute[] {
  let rules: unknown
  try {
    rules = JSON.parse(output)
  } catch {
    return []
  }
  return [rules].flat().flatMap((rule) => {
    const read = ruleSchema.safeParse(rule)
    if (!read.success) return []
    const { Namespace, NameServers } = read.data
    return Namespace.map((domain) => ({ domain, servers: NameServers, link: 'policy' }))
  })
}
