import type { Random } from '../model/random.ts'

/**
 * Sub-domains that stand before names of every kind. Lists of malicious names hold host names, lists of popular ones registered names: shown
 * before both classes alike, a prefix says nothing, as it should.
 */
const PREFIXES = [
  'mail',
  'api',
  'cdn',
  'm',
  'login',
  's3',
  'static',
  'app',
  'img',
  'web',
  'dev',
  'blog',
  'shop',
  'secure',
  'media',
  'support',
  'smtp',
  'ftp',
  'ns1',
  'assets',
  'images',
  'portal',
  'vpn',
  'account',
  'auth',
  'test',
  'edge',
  'files',
  'mobile',
  'news',
]

/** The names, each with a prefix by the chance `share`. */
export function withPrefixes(names: readonly string[], share: number, random: Random): readonly string[] {
  if (share === 0) return names
  return names.map((name) => (random() < share ? `${PREFIXES[Math.floor(random() * PREFIXES.length)]!}.${name}` : name))
}
