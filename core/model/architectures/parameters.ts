/** One parameter of an architecture, enough to check its value and to draw its field. */
export type ParameterDescription = {
  key: string
  label: string
  help: string
  kind: 'integer' | 'number' | 'boolean'
  default: number | boolean
  min: number | null
  max: number | null
}

/** As a plan or a card holds them. */
export type ParameterValues = Record<string, number | boolean | string>

/** The values with defaults filled in, or what is wrong with them. */
export function readParameters(
  descriptions: readonly ParameterDescription[],
  given: ParameterValues
): { ok: true; value: Record<string, number | boolean> } | { ok: false; reason: string } {
  const value: Record<string, number | boolean> = {}
  for (const key of Object.keys(given)) {
    if (!descriptions.some((parameter) => parameter.key === key))
      return { ok: false, reason: `it has no parameter "${key}"` }
  }
  for (const parameter of descriptions) {
    const wanted = given[parameter.key] ?? parameter.default
    const fault = faultOf(parameter, wanted)
    if (fault !== null) return { ok: false, reason: `${parameter.label}: ${fault}` }
    value[parameter.key] = wanted as number | boolean
  }
  return { ok: true, value }
}

function faultOf(parameter: ParameterDescription, value: number | boolean | string): string | null {
  if (parameter.kind === 'boolean') return typeof value === 'boolean' ? null : 'it is yes or no'
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'it is a number'
  if (parameter.kind === 'integer' && !Number.isInteger(value)) return 'it is a whole number'
  if (parameter.min !== null && value < parameter.min) return `at least ${parameter.min}`
  if (parameter.max !== null && value > parameter.max) return `at most ${parameter.max}`
  return null
}
