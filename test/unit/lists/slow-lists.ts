import type { ListFormat } from '../../../core/lists/list.ts'

/**
 * What lists mean, written a second time and without a thought of speed: each line becomes a question to ask of a name, by patterns and by
 * comparing labels. It shares no code with core/lists.
 */
export type SlowRule = {
  line: number
  /** Of the name that stands on the line. */
  labels: number
  covers(asked: string): boolean
  /** For the name on the line alone. */
  exact: boolean
  does: 'listed' | 'allow' | 'nxdomain' | 'nodata' | 'refused' | 'drop' | 'local-data' | 'nothing'
  rank: number
  /** Of unbound's zones: whether data in it is looked at; or that it is for clients of a tag. */
  zone?: 'usual' | 'always' | 'tagged'
  /** Of local data that is a CNAME: the name that it leads to. */
  target?: string | undefined
  /** The owner as it stands on the line, where records of one owner in a row belong together. */
  owner?: string
}

/** What a file decides about a name: the line and what it does; null where it has no opinion. */
export function slowDecision(rules: SlowRule[], asked: string): { line: number; does: SlowRule['does'] } | null {
  const covering = inZones(rules.filter((rule) => rule.covers(asked)))
  const [best] = covering.sort(
    (a, b) =>
      b.rank - a.rank ||
      b.labels - a.labels ||
      Number(b.exact) - Number(a.exact) ||
      Number(a.does === 'nothing') - Number(b.does === 'nothing') ||
      a.line - b.line
  )
  if (best === undefined || best.does === 'nothing') return null
  return { line: best.line, does: best.does === 'local-data' && best.target === asked ? 'allow' : best.does }
}

/** Of rules that cover a name those that unbound's longest zone leaves: nothing that is in a zone for a tag, no data in one that does not look at it. */
function inZones(rules: SlowRule[]): SlowRule[] {
  const longest = (all: SlowRule[]) => Math.max(...all.map(({ labels }) => labels))
  const zones = rules.filter(({ zone }) => zone !== undefined)
  const tagged = zones.filter(({ zone }) => zone === 'tagged').map(({ labels }) => labels)
  const standing = zones.filter(({ labels }) => !tagged.includes(labels))
  const nearest = standing.filter(({ labels }) => labels === longest(standing))
  const withoutData = (zones.length > 0 && tagged.includes(longest(zones))) || firstIn(nearest)?.zone === 'always'
  return rules.filter((rule) => (rule.zone === undefined ? !withoutData : standing.includes(rule)))
}

/** Of two zones of a name the one that does something, then the first one. */
function firstIn(zones: SlowRule[]): SlowRule | undefined {
  return zones.find(({ does }) => does !== 'nothing') ?? zones[0]
}

export function slowRules(format: ListFormat, lines: readonly string[]): SlowRule[] {
  const rules = lines.flatMap((line, at) => SLOW[format](line).map((rule) => ({ ...rule, line: at + 1 })))
  const kept = rules.filter((rule) => !isCancelled(rule, format, lines))
  return kept.map((rule, at) =>
    rule.does === 'listed' && inRecords(rule, at, kept) ? { ...rule, does: 'local-data' } : rule
  )
}

/** Whether a null address stands in a row of records of its owner that are not all null addresses. */
function inRecords({ owner }: SlowRule, at: number, rules: readonly SlowRule[]): boolean {
  if (owner === undefined) return false
  let first = at
  while (rules[first - 1]?.owner === owner) first--
  const row = rules.slice(first)
  const end = row.findIndex((rule) => rule.owner !== owner)
  const records = row.slice(0, end < 0 ? undefined : end).filter(({ target }) => target === undefined)
  return records.some(({ does }) => does === 'local-data')
}

/** By `badfilter`, which says the same text with that modifier more. */
function isCancelled({ line }: SlowRule, format: ListFormat, lines: readonly string[]): boolean {
  const text = lines[line - 1]!
  if (format === 'adblock')
    return lines.some(
      (one) => /\$.*badfilter/.test(one) && plainRule(one.replace(/badfilter,?/, '')) === plainRule(text)
    )
  return false
}

const plainRule = (text: string) => text.replace(/\$$/, '').replace(/\^\|(?=$|\$)/, '^')

type Unplaced = Omit<SlowRule, 'line'>

const parts = (name: string) => name.toLowerCase().split('.')
const tree = (name: string) => (asked: string) => isTail(parts(asked), parts(name))
const below = (name: string) => (asked: string) => tree(name)(asked) && parts(asked).length > parts(name).length
const alone = (name: string) => (asked: string) => asked === name.toLowerCase()

function isTail(asked: string[], name: string[]): boolean {
  return name.length <= asked.length && name.every((label, at) => label === asked[asked.length - name.length + at])
}

function rule(name: string, change: Partial<Unplaced>): Unplaced[] {
  return [{ labels: parts(name).length, covers: tree(name), exact: false, does: 'listed', rank: 0, ...change }]
}

const NAME = '[a-z](?:\\.?[a-z])*'

const SLOW: Record<ListFormat, (line: string) => Unplaced[]> = {
  hosts: () => [],
  domains: (line) => plain(line, false),
  wildcard: (line) => plain(line, true),
  adblock,
  rpz,
  dnsmasq,
  unbound,
}

function plain(line: string, exact: boolean): Unplaced[] {
  const [, star, name] = new RegExp(`^\\s*(\\*\\.)?(${NAME})\\.?\\s*$`).exec(line.replace(/(?:^\s*|\s)#.*/, '')) ?? []
  if (name === undefined) return []
  if (star !== undefined) return rule(name, { covers: below(name) })
  return rule(name, exact ? { covers: alone(name), exact } : {})
}

/** By the pattern language itself: `||` is the beginning of a label, `^` what no name has, `*` anything. */
function adblock(line: string): Unplaced[] {
  const [, exception, pattern, modifiers] = /^\s*(@@)?([^$\s]+)(?:\$(.*?))?\s*$/.exec(line) ?? []
  if (pattern === undefined || /^(?:!|#|\[|\/)|##/.test(line.trim())) return []
  const known = (modifiers ?? 'important').split(',').every((one) => /^\s*(?:important|denyallow=.*?)\s*$/.test(one))
  if (!known) return []
  const important = modifiers !== undefined && /(?:^|,)\s*important\s*(?:,|$)/.test(modifiers)
  const allowed = /denyallow=([^,]*)/.exec(modifiers ?? '')?.[1]?.split('|') ?? []
  const name = pattern.replace(/^\|+(?:\*\.)?|[\^|]+$/g, '')
  const does = exception === undefined ? 'listed' : 'allow'
  const matches = asPattern(pattern)
  const covers = (asked: string) => matches.test(asked) && !allowed.some((one) => tree(one.trim())(asked))
  return rule(name, { covers, does, rank: (important ? 2 : 0) + (does === 'allow' ? 1 : 0) })
}

function asPattern(text: string): RegExp {
  const start = text.startsWith('||') ? '(?:^|\\.)' : text.startsWith('|') ? '^' : ''
  const middle = [...text.replace(/^\|{1,2}/, '').replace(/\|$/, '')].map((one) => {
    if (one === '*') return '.*'
    return one === '^' ? '(?:[^a-z0-9._%-]|$)' : one.replace(/[^a-z0-9]/, '\\$&')
  })
  return new RegExp(`${start}${middle.join('')}${text.endsWith('|') ? '$' : ''}`)
}

/** Whether each ")" closes a "(" before it, and none is left open. */
function closes(text: string): boolean {
  const inner = text.replace(/[^()]/g, '').replace('()', '')
  return inner === '' || (inner.length < text.length && closes(inner))
}

function rpz(text: string): Unplaced[] {
  const said = text.toLowerCase().split(';')[0]!
  const line = closes(said.replace(/"[^"]*"?/g, ''))
    ? said.replace(/"[^"]*"?|[()]/g, (part) => (part[0] === '"' ? part : ' '))
    : '('
  const [owner, ...rest] = line.trim().split(/\s+/)
  const [type, value] = rest.filter((one) => !/^(?:\d+|in)$/.test(one))
  const [, star, name] = new RegExp(`^(\\*\\.)?(${NAME})$`).exec(owner ?? '') ?? []
  if (name === undefined || type === undefined || value === undefined || /^\s/.test(line)) return []
  const scope = star === undefined ? { covers: alone(name), exact: true } : { covers: below(name) }
  const cname: Record<string, SlowRule['does']> = {
    '.': 'nxdomain',
    '*.': 'nodata',
    'rpz-passthru.': 'allow',
    'rpz-tcp-only.': 'allow',
    'rpz-drop.': 'drop',
  }
  if (type === 'cname' && (value === `${owner}.` || cname[value] !== undefined))
    return rule(name, { ...scope, does: cname[value] ?? 'allow', owner: owner! })
  const isNull = (type === 'a' || type === 'aaaa') && nullAddress(value)
  const target = type === 'cname' ? value.replace(/\.$/, '') : undefined
  return rule(name, { ...scope, does: isNull ? 'listed' : 'local-data', target, owner: owner! })
}

const nullAddress = (text: string) => ['0.0.0.0', '127.0.0.1', '::', '::1'].includes(text)

function dnsmasq(line: string): Unplaced[] {
  const [, option, names, value] =
    /^(address|server|local)\s*=\s*\/(.*)\/([^/]*)$/.exec(line.split(' #')[0]!.trim()) ?? []
  if (names === undefined || value === undefined) return []
  const blocks = option === 'address' && (value === '#' || nullAddress(value))
  const does = value === '' ? 'nxdomain' : blocks ? 'listed' : 'nothing'
  return names
    .split('/')
    .flatMap((name) => (new RegExp(`^\\.?${NAME}\\.?$`).test(name) ? rule(name.replace(/^\.|\.$/g, ''), { does }) : []))
}

function unbound(text: string): Unplaced[] {
  const line = text
    .toLowerCase()
    .replace(/(?:^|\s)#.*/, '')
    .trim()
  const [, , zone, , type] = new RegExp(`^local-zone:\\s*(["']?)(${NAME})\\.?\\1\\s+(["']?)(\\w+)\\3$`).exec(line) ?? []
  if (zone !== undefined) {
    const own: Record<string, SlowRule['does']> = {
      always_null: 'listed',
      always_nxdomain: 'nxdomain',
      static: 'nxdomain',
      always_nodata: 'nodata',
      always_refuse: 'refused',
      refuse: 'refused',
    }
    if (type === 'deny') return []
    const looksAtData = !type!.startsWith('always_') || type === 'always_null'
    return rule(zone, { does: own[type!] ?? 'nothing', zone: looksAtData ? 'usual' : 'always' })
  }
  const [, tagged] = new RegExp(`^local-zone-tag:\\s*"?(${NAME})\\.?(?:"|\\s|$)`).exec(line) ?? []
  if (tagged !== undefined) return rule(tagged, { does: 'nothing', zone: 'tagged' })
  const owner = `(["']?)\\s*(${NAME})\\.?`
  const [, , name, kind, value] =
    new RegExp(`^local-data:\\s*${owner}\\s+(?:in\\s+)?(a|aaaa|cname)\\s+(\\S+)\\s*\\1$`).exec(line) ?? []
  if (name === undefined) return []
  const target = kind === 'cname' ? value!.replace(/\.$/, '') : undefined
  const isNull = kind !== 'cname' && nullAddress(value!)
  return rule(name, { covers: alone(name), exact: true, does: isNull ? 'listed' : 'local-data', target })
}
