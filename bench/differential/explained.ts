import { RCODE, TYPE } from '../../core/dns/mnemonics.ts'
import { anyAnswer, faultAnswer, refusal, specialAnswer, type Expected } from './ours.ts'
import type { Asking } from './questions.ts'

/**
 * Why a difference is as it should be. `difference` is what theirs says / what ours says. The first one that fits counts, and only where our answer is what
 * it has to be then: made here as `ours` says, or the upstream's own, record by record. `with-rd`: what we say to the same question with RD.
 */
export type Explanation = {
  id: string
  why: string
  fits(difference: string, asking: Asking): boolean
  ours: Expected | 'as-the-upstream' | 'with-rd'
}

const below = (name: string, ...zones: string[]) => zones.some((zone) => name === zone || name.endsWith(`.${zone}`))

const META = new Map<number, number>([
  [0, RCODE.FORMERR],
  [TYPE.OPT, RCODE.FORMERR],
  [TYPE.NXNAME, RCODE.FORMERR],
  [TYPE.TSIG, RCODE.FORMERR],
  [TYPE.TKEY, RCODE.NOTIMP],
  [TYPE.MAILA, RCODE.NOTIMP],
  [TYPE.MAILB, RCODE.NOTIMP],
  [TYPE.IXFR, RCODE.REFUSED],
  [TYPE.AXFR, RCODE.REFUSED],
])
const NSEC = 47
const SPECIAL = [
  'localhost.', 'test.', 'invalid.', 'onion.', 'local.', '127.in-addr.arpa.', '168.192.in-addr.arpa.', 'home.arpa.', 'resolver.arpa.', '8.b.d.0.1.0.0.2.ip6.arpa.',
  '100.51.198.in-addr.arpa.',
] // prettier-ignore

export const EXPLANATIONS: readonly Explanation[] = [
  {
    id: 'opcode',
    why: 'Another opcode: NOTIMP from us, with RA as in every answer and without the question of an operation that we do not know (RFC 1035, 4.1.1). unbound gives the question back, refuses NOTIFY, and calls some of them malformed.',
    fits: (_, { opcode }) => opcode !== 0,
    ours: (asking) => faultAnswer(asking, { rcode: 'NOTIMP', question: false, opt: true }),
  },
  {
    id: 'badvers',
    why: 'An EDNS version that nobody knows: BADVERS from us before anything else is looked at (RFC 6891, 6.1.3), without the options of that version.',
    // A second question and a cookie that is none are faults before it.
    fits: (_, { version, questions, cookie }) =>
      version !== null && version > 0 && questions < 2 && cookie !== 'malformed',
    ours: (asking) => faultAnswer(asking, { rcode: 'BADVERS', question: asking.questions === 1, opt: true }),
  },
  {
    id: 'qdcount',
    why: 'None or two questions: FORMERR by both; flags, OPT and question go back in other ways.',
    fits: (_, { questions }) => questions !== 1,
    ours: (asking) =>
      faultAnswer(asking, {
        rcode: asking.questions === 0 && asking.cookie === 'whole' ? 'NOERROR' : 'FORMERR',
        question: false,
        opt: true,
      }),
  },
  {
    id: 'malformed-cookie',
    why: 'A cookie of a length that no cookie has: FORMERR from us (RFC 7873, 5.2.2), whatever is asked. unbound looks at no cookie unless it is told to.',
    fits: (_, { cookie }) => cookie === 'malformed',
    ours: (asking) => faultAnswer(asking, { rcode: 'FORMERR', question: false, opt: true }),
  },
  {
    id: 'class',
    why: 'Another class than IN: REFUSED from us, with an Extended DNS Error that says so. unbound asks its upstream for ANY, answers `version.bind` and `id.server` in CH, and refuses or calls malformed the rest.',
    fits: (_, asking) => asking.class !== 1,
    ours: refusal(RCODE.REFUSED),
  },
  {
    id: 'meta-types',
    why: 'Types that cannot be asked for (OPT, TSIG, NXNAME, 0: FORMERR), that nobody answers (MAILA, MAILB, TKEY: NOTIMP) and zone transfers (REFUSED), each with an Extended DNS Error; unbound has FORMERR or REFUSED for most, and asks its upstream for some.',
    fits: (_, { type }) => META.has(type),
    ours: (asking, ...rest) => refusal(META.get(asking.type)!)(asking, ...rest),
  },
  {
    id: 'without-rd',
    why: 'Asked without RD: unbound refuses, since an answer from the cache tells what others asked. Here only programs of this machine and allowed networks ask, and they are answered (rfc1035-recursion-desired.dns).',
    fits: (difference, { recursionDesired }) => !recursionDesired && difference.startsWith('rcode: REFUSED'),
    ours: 'with-rd',
  },
  {
    id: 'any',
    why: 'ANY: HINFO from us (RFC 8482, 4.2); unbound gives what its upstream gave.',
    fits: (_, { type }) => type === TYPE.ANY,
    ours: anyAnswer,
  },
  {
    id: 'special',
    why: 'Special names (RFC 6303, 6761, 7686, 8375, 9462) are empty zones here and there, with another SOA and TTL; AA is set by unbound alone. `_dns.resolver.arpa` is NODATA here (RFC 9462, 6.4), and below `local.` and `resolver.arpa` unbound 1.17 asks its upstream.',
    fits: (_, { name }) => below(name, ...SPECIAL),
    ours: specialAnswer(SPECIAL),
  },
  {
    id: 'aliases',
    why: 'An alias whose end the upstream does not say: knot follows five of a chain and leaves the rest to who asks, as the laboratory does with its alias. We forward to resolvers, which follow themselves, and pass on what they say (as dnsmasq and CoreDNS do); unbound asks on, up to eleven times, then SERVFAIL, also for the ends of loops.',
    fits: (_, { name }) =>
      below(
        name,
        'chain.oddities.',
        'loop-a.oddities.',
        'loop-b.oddities.',
        'self.oddities.',
        'dloop.oddities.',
        'dloop2.oddities.',
        'alias-and-no-more.lab.',
        'alias-with-others.lab.'
      ),
    ours: 'as-the-upstream',
  },
  {
    id: 'referral',
    why: 'A referral instead of an answer: no resolver gives one. We pass it on as it is (NOERROR without an answer, kept for nobody); unbound makes it SERVFAIL, NODATA, or leaves out the addresses with it.',
    fits: (_, { name }) => below(name, 'cut.oddities.', 'lost.oddities.', 'to-cut.oddities.', 'ds.oddities.'),
    ours: 'as-the-upstream',
  },
  {
    id: 'upstream-errors',
    why: 'The only upstream says FORMERR, NOTIMP, REFUSED or an rcode that means nothing here: given on when no other upstream has a better answer, so that a person sees who said it; unbound makes it SERVFAIL.',
    fits: (difference, { name }) =>
      below(name, 'refused.lab.', 'formerr.lab.', 'notimp.lab.', 'rcode-9.lab.', 'servfail.lab.') &&
      (difference.startsWith('rcode: SERVFAIL / ') || difference.startsWith('options')),
    ours: 'as-the-upstream',
  },
  {
    id: 'authenticated',
    why: 'The upstream says AD. It is a setting of the person who trusts it; unbound believes nobody but its own validator, which is off here.',
    fits: (difference, { name }) => difference === 'AD: 0 / 1' && below(name, 'authenticated.lab.'),
    ours: 'as-the-upstream',
  },
  {
    id: 'bad-address',
    why: 'An address of three octets: an answer that we do not believe, and SERVFAIL with an Extended DNS Error; unbound takes the record out.',
    fits: (_, { name }) => below(name, 'bad-address.lab.'),
    ours: refusal(RCODE.SERVFAIL),
  },
  {
    id: 'as-it-was-said',
    why: 'Records that the question did not ask for (an address for HINFO, text for an address, answers with NXDOMAIN): passed on as the upstream said it, after names and addresses in it were inspected; unbound takes them out or makes it SERVFAIL.',
    fits: (_, { name }) => below(name, 'lab.'),
    ours: 'as-the-upstream',
  },
  {
    id: 'cookie',
    why: "A client's cookie: ours comes back with it (RFC 7873, 5.2); unbound gives none unless it is told to. Its 28 octets may be those that an answer over UDP has no room for.",
    fits: (difference, { cookie }) =>
      cookie === 'whole' && (difference === 'options: none / 10' || difference === 'TC: 0 / 1'),
    ours: 'as-the-upstream',
  },
  {
    id: 'synthesized-ttl',
    why: 'The TTL of the CNAME that a DNAME makes: that of the DNAME (RFC 6672, 3.1) as the upstream gave it; unbound makes its own of the cached DNAME, with 0.',
    fits: (difference) => difference === 'answer: TTL',
    ours: 'as-the-upstream',
  },
  {
    id: 'additional',
    why: 'Addresses beside an answer: passed on as they came; unbound takes out what it did not ask for, and adds what it knows.',
    fits: (difference) => difference.startsWith('additional:'),
    ours: 'as-the-upstream',
  },
  {
    id: 'negative-ttl',
    why: 'The TTL of the SOA with a negative answer: ours counts down from the answer that it came with (RFC 2308, 5); unbound keeps one SOA for all answers of the zone.',
    fits: (difference) => difference === 'authority: TTL',
    ours: 'as-the-upstream',
  },
  {
    id: 'beside-an-alias',
    why: 'RRSIG and NSEC may stand beside an alias, so knot says of a name that has one that it has no such records; unbound follows the alias that it remembers from another question.',
    fits: (_, { type }) => type === TYPE.RRSIG || type === NSEC,
    ours: 'as-the-upstream',
  },
  {
    id: 'unassigned-meta',
    why: 'Numbers from 128 to 248 that may become meta types one day (RFC 6895, 3.1): asked of the upstream; FORMERR from unbound.',
    fits: (difference, { type }) => type >= 128 && type <= 248 && difference.startsWith('rcode: FORMERR'),
    ours: 'as-the-upstream',
  },
]
