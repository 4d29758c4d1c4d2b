import { parseName } from '../dns/name.ts'
import type { NamePattern } from './criteria.ts'

/**
 * Reads what stands behind `name:`: `shop.example` the one name, `.shop.example` it and all below it, `*.shop.example` all below it,
 * `~shop` a part, any other text with `*` a glob.
 */
export function parseNamePattern(text: string): NamePattern | null {
  if (text.startsWith('~')) return parseNamePart(text.slice(1))
  if (text.startsWith('*.') && !text.includes('*', 1)) return domain('below', text.slice(2))
  if (text.includes('*')) return { kind: 'glob', text: text.toLowerCase() }
  if (text === '.') return { kind: 'exact', text: '' }
  return text.startsWith('.') ? domain('tree', text.slice(1)) : domain('exact', text)
}

/** Reads a bare word: a part of a name, unless it has a `*`. */
export function parseNamePart(text: string): NamePattern | null {
  if (text.includes('*')) return parseNamePattern(text)
  return text === '' ? null : { kind: 'part', text: text.toLowerCase() }
}

/** Text that parseNamePattern reads as this pattern. */
export function printNamePattern({ kind, text }: NamePattern): string {
  if (kind === 'exact' && text === '') return '.'
  return { exact: '', tree: '.', below: '*.', part: '~', glob: '' }[kind] + text
}

export function matchesName({ kind, text }: NamePattern, name: string): boolean {
  switch (kind) {
    case 'exact':
      return name === text
    case 'tree':
      return name === text || name.endsWith(`.${text}`)
    case 'below':
      return name.endsWith(`.${text}`)
    case 'part':
      return name.includes(text)
    case 'glob':
      return new RegExp(`^${text.split('*').map(literal).join('.*')}$`, 's').test(name)
  }
}

/** The canonical form of a name, so that `Müller.Example.` finds what the log calls `xn--mller-kva.example`. */
function domain(kind: 'exact' | 'tree' | 'below', text: string): NamePattern | null {
  const plain = text.replace(/^[.~]+|\.+$/g, '').toLowerCase()
  const name = parseName(plain)
  const canonical = name.ok ? name.value : plain
  return canonical === '' || canonical.includes('*') ? null : { kind, text: canonical }
}

/** TypeScript does not know RegExp.escape yet. */
function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
}
