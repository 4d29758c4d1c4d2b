/**
 * The root zone of the run, in the words of RFC 1035: every oddity that a public zone may hold, with no delegation that leads anywhere but where it says.
 * Served by a real authoritative server (knot), so that nobody of us decides what a wildcard or a DNAME gives.
 */
export function zoneText(): string {
  return [
    '$ORIGIN .',
    '$TTL 300',
    '@ SOA ns.oddities. admin.oddities. 1 3600 600 86400 60',
    '@ NS ns.oddities.',
    'ns.oddities. A 198.51.100.53',
    ...plain(), ...wildcards(), ...aliases(), ...dnames(), ...large(), ...oddTypes(), ...oddNames(), ...times(),
  ].join('\n') // prettier-ignore
}

const plain = () => [
  'plain.oddities. A 198.51.100.1',
  'plain.oddities. AAAA 2001:db8::1',
  'plain.oddities. MX 10 mail.oddities.',
  'plain.oddities. TXT "as it was written"',
  'mail.oddities. A 198.51.100.25',
  'Mixed.CaSe.oddities. A 198.51.100.2',
  'v6only.oddities. AAAA 2001:db8::6',
  // An empty non-terminal: there is nothing at c.ent and b.c.ent, and yet they are there.
  'a.b.c.ent.oddities. A 198.51.100.3',
  // A referral, and one without an address to follow it to.
  'cut.oddities. NS ns.cut.oddities.',
  'ns.cut.oddities. A 198.51.100.54',
  'lost.oddities. NS ns.nowhere.invalid-name.',
]

const wildcards = () => [
  '*.wild.oddities. A 198.51.100.10',
  '*.wild.oddities. TXT "any"',
  'there.wild.oddities. A 198.51.100.11',
  // What is below a name that is there is not covered.
  'x.deep.wild.oddities. A 198.51.100.12',
  '*.alias.wild2.oddities. CNAME plain.oddities.',
  '*.*.stars.oddities. A 198.51.100.13',
  '*.mail.oddities. MX 5 mail.oddities.',
]

function aliases(): string[] {
  const chain = Array.from({ length: 24 }, (_, i) => `c${i}.chain.oddities. CNAME c${i + 1}.chain.oddities.`)
  return [
    ...chain,
    'c24.chain.oddities. A 198.51.100.24',
    'loop-a.oddities. CNAME loop-b.oddities.',
    'loop-b.oddities. CNAME loop-a.oddities.',
    'self.oddities. CNAME self.oddities.',
    'to-nothing.oddities. CNAME not-there.oddities.',
    'to-nodata.oddities. CNAME v6only.oddities.',
    'to-cut.oddities. CNAME www.cut.oddities.',
    'to-wild.oddities. CNAME any.thing.wild.oddities.',
    'ToMixed.oddities. CNAME mixed.case.ODDITIES.',
  ]
}

const dnames = () => [
  'old.oddities. DNAME new.oddities.',
  'old.oddities. TXT "at the DNAME itself"',
  'www.new.oddities. A 198.51.100.40',
  'deep.www.new.oddities. AAAA 2001:db8::40',
  'older.oddities. DNAME old.oddities.',
  'dloop.oddities. DNAME dloop2.oddities.',
  'dloop2.oddities. DNAME dloop.oddities.',
  // What it makes of a long name is too long: YXDOMAIN (RFC 6672, 2.2).
  `long.oddities. DNAME ${'l'.repeat(63)}.${'m'.repeat(63)}.${'n'.repeat(63)}.oddities.`,
  'to-dname.oddities. CNAME www.old.oddities.',
]

const large = () => [
  ...Array.from({ length: 20 }, (_, i) => `a20.big.oddities. A 198.51.100.${i}`),
  ...Array.from({ length: 120 }, (_, i) => `a120.big.oddities. A 203.0.113.${i}`),
  ...Array.from({ length: 200 }, (_, i) => `aaaa200.big.oddities. AAAA 2001:db8::${(i + 1).toString(16)}`),
  ...Array.from({ length: 60 }, (_, i) => `txt60.big.oddities. TXT "${i} ${'x'.repeat(220)}"`),
  `one.big.oddities. TXT ${Array.from({ length: 15 }, () => `"${'y'.repeat(255)}"`).join(' ')}`,
  ...Array.from(
    { length: 30 },
    (_, i) => `mx.big.oddities. MX ${i} m${i}.a-rather-long-label-to-fill-up-space.oddities.`
  ),
]

const oddTypes = () => [
  'types.oddities. HINFO "cpu" "os"',
  'types.oddities. SRV 0 0 0 .',
  'types.oddities. SRV 1 2 443 Mail.oddities.',
  'types.oddities. NAPTR 100 10 "u" "E2U+sip" "!^.*$!sip:info@oddities!" .',
  'types.oddities. CAA 0 issue "ca.oddities"',
  'types.oddities. CAA 128 x "\\000\\255"',
  'types.oddities. TLSA 3 1 1 0000000000000000000000000000000000000000000000000000000000000000',
  'types.oddities. SSHFP 1 1 0000000000000000000000000000000000000000',
  'types.oddities. LOC 52 22 23.000 N 4 53 32.000 E -2.00m 0.00m 10000m 10m',
  'types.oddities. URI 10 1 "https://oddities/"',
  'types.oddities. RP admin.oddities. plain.oddities.',
  'types.oddities. AFSDB 1 mail.oddities.',
  'types.oddities. EUI48 00-00-5e-00-53-2a',
  'types.oddities. EUI64 00-00-5e-ef-10-00-00-2a',
  'types.oddities. APL 1:198.51.100.0/24 !1:198.51.100.64/28',
  'types.oddities. HTTPS 1 . alpn=h2,h3 ipv4hint=198.51.100.80 ipv6hint=2001:db8::80',
  'types.oddities. SVCB 1 svc.oddities. port=8443 key65000=odd',
  'types.oddities. HTTPS 2 plain.oddities.',
  'types.oddities. TYPE65280 \\# 4 00ff00ff',
  'types.oddities. TYPE65281 \\# 0',
  'types.oddities. TYPE731 \\# 6 c00c00000001',
  'types.oddities. DHCID AAAB',
  'types.oddities. KX 1 mail.oddities.',
  'types.oddities. MINFO admin.oddities. admin.oddities.',
  'types.oddities. SPF "v=spf1 -all"',
  'alias.https.oddities. HTTPS 0 plain.oddities.',
  'nullmx.oddities. MX 0 .',
  '1.100.51.198.in-addr.arpa. PTR plain.oddities.',
  '1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa. PTR plain.oddities.',
  'ds.oddities. DS 1 8 2 0000000000000000000000000000000000000000000000000000000000000000',
  'ds.oddities. NS ns.oddities.',
]

function oddNames(): string[] {
  const every = Array.from({ length: 256 }, (_, octet) => `\\${String(octet).padStart(3, '0')}`)
  return [
    ...[0, 32, 34, 46, 59, 64, 65, 92, 127, 128, 255].map(
      (octet) => `${every[octet]!}x.names.oddities. A 198.51.100.99`
    ),
    `${every.slice(0, 63).join('')}.names.oddities. TXT "control"`,
    `${every.slice(193, 256).join('')}.names.oddities. TXT "high"`,
    `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(52)}.oddities. A 198.51.100.55`,
    `${Array.from({ length: 122 }, () => 'q').join('.')}.oddities. A 198.51.100.56`,
    '_under._score.oddities. TXT "_"',
    'xn--bcher-kva.oddities. A 198.51.100.57',
    '-dash-.oddities. A 198.51.100.58',
    '1.2.3.4. A 198.51.100.59',
    'octets.oddities. TXT ' + every.map((octet) => `"${octet}"`).join(' '),
    'empty.oddities. TXT ""',
    'empty.oddities. TXT "" "" "x"',
  ]
}

const times = () => [
  'ttl0.oddities. 0 A 198.51.100.60',
  'ttl1.oddities. 1 A 198.51.100.61',
  'week.oddities. 604800 A 198.51.100.62',
  'most.oddities. 2147483647 A 198.51.100.63',
  'apart.oddities. 60 CNAME apart2.oddities.',
  'apart2.oddities. 900 A 198.51.100.64',
]
