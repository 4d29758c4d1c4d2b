import { failed, ok, type Result } from '../system/result.ts'
import type { Said } from './texts.ts'

/**
 * Reads a domain's answer as RDAP gives it (RFC 9083, 5.3). Registries leave things out and put them where others do not, so each part is
 * taken where it has the right shape and is absent otherwise; only what is no domain object at all is a fault.
 */
export function parseRdap(body: string): Result<Said, string> {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    return failed('its answer is not JSON')
  }
  if (!isObject(value)) return failed('its answer is not an RDAP object')
  if (value['objectClassName'] !== 'domain' && !('ldhName' in value)) return failed('its answer is not about a domain')
  const entities = objects(value['entities'])
  return ok({
    registered: eventDate(value, 'registration'),
    expires: eventDate(value, 'expiration'),
    updated: eventDate(value, 'last changed'),
    registrar: entityName(entities, 'registrar'),
    registrant: entityName(entities, 'registrant'),
    status: list(value['status']),
    nameServers: objects(value['nameservers']).map((server) => server['ldhName'] ?? server['unicodeName']),
    raw: indented(value, body),
  })
}

type JsonObject = Record<string, unknown>

function eventDate(domain: JsonObject, action: string): unknown {
  return objects(domain['events']).find((event) => event['eventAction'] === action)?.['eventDate']
}

/** The formatted name in the entity's jCard (RFC 7095), else its organisation, else its handle. */
function entityName(entities: JsonObject[], role: string): unknown {
  const entity = entities.find(({ roles }) => list(roles).includes(role))
  if (entity === undefined) return null
  const card = list(list(entity['vcardArray'])[1])
  return cardText(card, 'fn') ?? cardText(card, 'org') ?? entity['handle']
}

/** A jCard property is [name, parameters, type, value, ...]; a structured value is a list of texts. */
function cardText(card: unknown[], name: string): string | null {
  const property = card.find((one) => Array.isArray(one) && one[0] === name) as unknown[] | undefined
  const value = list(property)[3]
  const said = Array.isArray(value) ? value.filter((part) => typeof part === 'string').join(' ') : value
  return typeof said === 'string' && said.trim() !== '' ? said : null
}

function indented(value: JsonObject, body: string): string {
  try {
    return JSON.stringify(value, null, 2)
  } catch {
    // Nested deeper than the stack is high.
    return body
  }
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : []
}

function objects(value: unknown): JsonObject[] {
  return list(value).filter(isObject)
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
