import type { Reach } from '../../../core/vetting/decision.ts'
import type { ListAnswer, ListEffect, ListFormat, ListPreview, ListSummary } from '../../../core/lists/list.ts'
import { count, counted } from '../design/format.ts'

export const EFFECT_WORDS: Record<ListEffect, string> = { block: 'Block', allow: 'Allow', honeypot: 'Honeypot' }

export const EFFECT_HELP: Record<ListEffect, string> = {
  block: 'Its names, and all names below them, are answered as the settings say.',
  allow: 'Its names pass. Where another list has an entry as long, the exception wins; the model is not asked.',
  honeypot: 'Its names are answered with the honeypot’s address.',
}

/** Where the settings have neither an address nor the page. */
export const NO_HONEYPOT =
  'No honeypot is set, so its names are answered with the null address. Workstation › Settings › Honeypot sets one.'

export const ANSWER_WORDS: Record<ListAnswer, string> = {
  usual: 'as its rules ask, else as the settings say',
  blackhole: 'null address',
  nxdomain: 'NXDOMAIN: no such name',
  nodata: 'NODATA: nothing of this type',
  refused: 'REFUSED',
}
export const ANSWERS = (Object.keys(ANSWER_WORDS) as ListAnswer[]).map((value) => ({
  value,
  text: ANSWER_WORDS[value],
}))

/** "In the last 30 days it would have blocked 14 names, 312 queries, 3 of the names vetted benign." */
export function reachText({ names, queries, vettedBenign, vettedMalicious }: Reach, effect: ListEffect): string {
  const done = { block: 'blocked', allow: 'let pass', honeypot: 'sent to the honeypot' }[effect]
  const vetted = [
    vettedBenign > 0 ? `${count(vettedBenign)} of them vetted benign` : '',
    vettedMalicious > 0 ? `${count(vettedMalicious)} of them vetted malicious or honeypot` : '',
  ].filter((part) => part !== '')
  const what = `${counted(names, 'name')} and ${counted(queries, 'query', 'queries')}`
  return names === 0
    ? `Of what was asked in the last 30 days it would have ${done} nothing.`
    : `In the last 30 days it would have ${done} ${what}${vetted.length > 0 ? `, ${vetted.join(', ')}` : ''}.`
}

export const FORMAT_WORDS: Record<ListFormat, string> = {
  hosts: 'hosts file',
  domains: 'plain domains',
  wildcard: 'wildcards',
  adblock: 'Adblock rules',
  rpz: 'RPZ zone',
  dnsmasq: 'dnsmasq configuration',
  unbound: 'unbound configuration',
}

/** "hosts file · 12,045 names · 31 repeated · 4 broken lines". */
export function previewText({ format, names, repeated, broken, localData }: ListPreview): string {
  const parts = [
    FORMAT_WORDS[format],
    counted(names, 'name'),
    ...(localData > 0 ? [`${count(localData)} of them answered with its own records`] : []),
    ...(repeated > 0 ? [`${count(repeated)} repeated`] : []),
    broken === 0 ? 'no broken line' : counted(broken, 'broken line'),
  ]
  return parts.join(' · ')
}

/** Of a list that has records of its own: what becomes of them. */
export function localDataText({ localData, effect, answer }: ListSummary): string {
  const names = `${counted(localData, 'name')}, with records of the file`
  if (effect === 'block' && answer === 'usual') return names
  return `${names}; its ${effect === 'block' ? 'answer' : 'effect'} above comes before them`
}

export function addedText({ name, names }: ListSummary): string {
  return `${name}: ${counted(names, 'name decides', 'names decide')} from now`
}

/** What came of reading it again. */
export function reloadedText({ name, names, broken }: ListSummary): string {
  return `${name} read again: ${counted(names, 'name')}, ${counted(broken, 'broken line')}`
}

/** Where a pasted list came from. */
export const PASTED = 'pasted'

export function restoredText({ name, names, enabled }: ListSummary): string {
  return `${name} is back as it was${enabled ? `: ${counted(names, 'name decides', 'names decide')}` : ', off'}`
}

/** What goes with a list, said before it goes. */
export function removalText({ names, hits, effect, enabled }: ListSummary): string {
  const done = { block: 'blocked', allow: 'let pass', honeypot: 'sent to the honeypot' }[effect]
  const decided =
    hits === 0 ? 'it decided nothing since the start' : `it decided ${counted(hits, 'answer')} since the start`
  return enabled
    ? `${counted(names, 'name')} will no longer be ${done}; ${decided}.`
    : `${counted(names, 'name goes', 'names go')}; the list is off.`
}
