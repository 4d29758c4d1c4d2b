import { cpus } from 'node:os'
import { startKnot } from '../../bench/differential/knot.ts'
import type { Server } from '../../bench/parts/server-process.ts'
import { HOUSE, ofHouse } from './machine.ts'

export const PASSES = 'www.shop-mirror.net'
/** Without an HTTPS record, for which a browser would ask https:// at once. */
export const SHOP = 'old.shop-mirror.net'
export const SHOP_ADDRESS = '192.0.2.7'
export const LISTED = 'track.advert-desk.net'
export const ALIAS_OF_LISTED = 'metrics.shop-mirror.net'
export const NOWHERE = 'nothing.shop-mirror.net'
export const LARGE = 'large.shop-mirror.net'

/** All that the world holds, in the words of RFC 1035; documentation addresses alone. */
const ZONE = `$ORIGIN .
$TTL 3600
@ SOA ns.shop-mirror.net. admin.shop-mirror.net. 1 3600 600 86400 60
@ NS ns.shop-mirror.net.
ns.shop-mirror.net. A ${HOUSE}
${PASSES}. A ${SHOP_ADDRESS}
${SHOP}. A ${SHOP_ADDRESS}
${PASSES}. AAAA 2001:db8::7
${PASSES}. HTTPS 1 . alpn=h2
${LISTED}. A 192.0.2.66
${ALIAS_OF_LISTED}. CNAME ${LISTED}.
${Array.from({ length: 20 }, (_, i) => `${LARGE}. TXT "${String(i + 1).padStart(2, '0')} ${'of twenty '.repeat(15).trim()}"`).join('\n')}
`

/** Of the twenty records of the large answer. */
export const FIRST_AND_LAST = (line: string): boolean => !/"(0[2-9]|1\d) of twenty/.test(line)

/** The house's resolver: knot, with a root zone that holds a few names and denies all others. */
export async function startHouse(folder: string): Promise<Server> {
  const [command, args] = ofHouse('knotd', [])
  const knot = { zone: ZONE, at: { host: HOUSE, port: 53 }, command: [command, ...args] }
  return (await startKnot(folder, `0-${cpus().length - 1}`, knot)).server
}
