import type { SectionName, Seen } from './seen.ts'

/** Seconds by which TTLs may differ: both count down, each from when it asked. */
const TTL_TOLERANCE = 15

/** In how many ways two answers to one question differ, each in a few words: what theirs says / what ours says. */
export function differences(theirs: Seen | string | null, ours: Seen | string | null): string[] {
  if (theirs === null || ours === null) return theirs === ours ? [] : [`answered: ${said(theirs)} / ${said(ours)}`]
  if (typeof ours === 'string') return [`ours is broken: ${ours}`]
  if (typeof theirs === 'string') return [`theirs is broken: ${theirs}`]
  const found: string[] = []
  const differs = (what: string, a: string | number, b: string | number) => {
    if (a !== b) found.push(`${what}: ${a} / ${b}`)
  }
  // With another rcode everything else is another too.
  if (theirs.rcode !== ours.rcode) return [`rcode: ${theirs.rcode} / ${ours.rcode}`]
  differs('opcode', theirs.opcode, ours.opcode)
  for (const flag of Object.keys(theirs.flags)) differs(flag, Number(theirs.flags[flag]), Number(ours.flags[flag]))
  if (theirs.question !== ours.question)
    found.push(
      `question: ${theirs.question === '' ? 'none' : 'given back'} / ${ours.question === '' ? 'none' : 'given back'}`
    )
  // What is cut holds what the server likes.
  if (!theirs.flags['TC'] && !ours.flags['TC'])
    for (const section of ['answer', 'authority', 'additional'] as const)
      found.push(...inSection(section, theirs, ours))
  differs('OPT', theirs.opt === null ? 'no' : 'yes', ours.opt === null ? 'no' : 'yes')
  if (theirs.opt !== null && ours.opt !== null) {
    differs('OPT size', theirs.opt.size, ours.opt.size)
    differs('OPT version', theirs.opt.version, ours.opt.version)
    differs('DO', Number(theirs.opt.secure), Number(ours.opt.secure))
    differs('options', theirs.opt.options.join(',') || 'none', ours.opt.options.join(',') || 'none')
  }
  return found
}

function said(answer: Seen | string | null): string {
  return answer === null ? 'no' : 'yes'
}

function inSection(section: SectionName, theirs: Seen, ours: Seen): string[] {
  const [a, b] = [theirs.sections[section], ours.sections[section]]
  const less = [...a.keys()].filter((record) => !b.has(record))
  const more = [...b.keys()].filter((record) => !a.has(record))
  if (less.length + more.length > 0) return [`${section}: ${kinds(less)} / ${kinds(more)}`]
  return [...a].some(([record, ttl]) => Math.abs(ttl - b.get(record)!) > TTL_TOLERANCE) ? [`${section}: TTL`] : []
}

/** The types of the records, each once. */
function kinds(records: readonly string[]): string {
  return [...new Set(records.map((record) => record.split(' ')[2]!))].sort().join(' ') || 'nothing'
}
