import { count, counted } from '../../design/format.ts'
import { HeldRetentionNote } from '../held-retention.tsx'
import { NetworkRoutes } from '../network-routes.tsx'
import { addressesOf, linesOf } from '../same-setting.ts'
import { address, list, number, oneOf, onOff, port, text, type Option } from './control.ts'
import { HoneypotPageNotes } from './honeypot-notes.tsx'
import { ANSWERS, OWN_ANSWERS } from './answer-options.ts'
import type { RowGroup } from './row.ts'

const MODEL: RowGroup = {
  title: 'The model',
  rows: [
    {
      title: 'What the model may do',
      does: 'Block: a malicious score is answered as below. Observe: such names pass and wait for vetting. Off: lists alone decide.',
      controls: [
        oneOf('segments', 'modelAction', [
          { value: 'block', text: 'Block' },
          { value: 'observe', text: 'Observe' },
          { value: 'off', text: 'Off' },
        ]),
      ],
    },
    {
      title: 'Wait for a score',
      does: 'How long an answer waits for the model, in milliseconds. A score that comes later lets the name pass and decides the next time.',
      controls: [number('scoreWaitMs', 'Milliseconds', (value) => `${count(value)} ms`)],
    },
    {
      title: 'Ask while scoring',
      does: 'On: the upstream is asked while the model scores, so that nothing is slower. Off: a name that the model blocks never leaves this machine.',
      controls: [onOff('askWhileScoring', 'Ask the upstream at once')],
    },
  ],
}

const BLOCKING: RowGroup = {
  title: 'Blocked names',
  rows: [
    {
      title: 'Answer to a blocked name',
      does: 'For address questions; every other type is answered as empty. Lists with the effect honeypot lead to the honeypot where there is one.',
      controls: [oneOf('select', 'blockingAnswer', ANSWERS)],
    },
    {
      title: 'Answer to what the model blocks',
      does: 'A honeypot shows on the machine itself that a name was blocked; NXDOMAIN makes programs give up at once.',
      controls: [oneOf('select', 'modelAnswer', OWN_ANSWERS)],
    },
    {
      title: 'Answer to what you decided',
      does: 'For names that you vetted malicious, and for overrides that block.',
      controls: [oneOf('select', 'decisionAnswer', OWN_ANSWERS)],
    },
    {
      title: 'Honeypot',
      does: 'Where names of class honeypot lead. A question for the family that has no address gets the null address.',
      controls: [address('honeypot.ipv4', 'IPv4', '192.0.2.66'), address('honeypot.ipv6', 'IPv6', '2001:db8::66')],
    },
    {
      title: 'Honeypot’s page',
      does: 'Says to a browser on this machine why a name is blocked, and writes down who came. Plain HTTP alone: whoever asks for https:// sees a refused connection. Browsers come by themselves at port 80 only.',
      controls: [
        onOff('honeypotPage.on', 'Show the page'),
        text('honeypotPage.address', 'Loopback address'),
        port('honeypotPage.port'),
      ],
      below: (around) => <HoneypotPageNotes {...around} />,
    },
    {
      title: 'Fetch lists',
      does: 'Hours between two fetches of a list at an address, unless the list says otherwise. A server that fails is asked less and less.',
      controls: [number('listHours', 'Hours', (hours) => counted(hours, 'hour'))],
    },
  ],
}

const STRATEGIES: readonly Option<'ordered' | 'fastest' | 'parallel' | 'random'>[] = [
  { value: 'ordered', text: 'In order', help: 'the next one when one fails' },
  { value: 'fastest', text: 'Fastest', help: 'the two that were quickest lately' },
  { value: 'parallel', text: 'All at once', help: 'the first answer counts' },
  { value: 'random', text: 'Random', help: 'each time another one first' },
]

const UPSTREAMS: RowGroup = {
  title: 'Who is asked',
  rows: [
    {
      title: 'Upstreams',
      does: 'The resolvers that are asked what is not blocked and not cached, one a line: an address for plain DNS, tls://NAME@ADDRESS for DNS over TLS, https://NAME/PATH@ADDRESS for DNS over HTTPS. An encrypted one is never asked in plain.',
      controls: [
        list('upstreams', 'Addresses', {
          rows: 3,
          placeholder: '192.0.2.53\ntls://dns.example@192.0.2.1\nhttps://dns.example/dns-query@192.0.2.1',
          read: addressesOf,
          none: 'the machine’s own resolver as found at start',
        }),
      ],
    },
    {
      title: 'Which upstream is asked',
      does: 'In order: the next one when one fails. Fastest: the two that were quickest lately, the first answer counts. All at once: all of them learn what you ask. Random: each time another one first.',
      controls: [oneOf('select', 'upstreamStrategy', STRATEGIES)],
    },
    {
      title: 'Where encrypted upstreams are',
      does: 'An encrypted upstream without an address behind its name has to be found first. These resolvers are asked for that one name, in plain, and for nothing else; the upstream then has to prove that it is who was meant.',
      controls: [
        list('bootstrap', 'Addresses', {
          rows: 2,
          placeholder: '192.0.2.53',
          read: addressesOf,
          none: 'the machine’s own resolver',
        }),
      ],
    },
    {
      title: 'Whose DNSSEC checks are believed',
      does: 'This resolver does not validate DNSSEC itself. It passes on that an upstream did (AD) only from upstreams whose answers nobody on the way can change; or from all, or from none.',
      controls: [
        oneOf('segments', 'authenticated', [
          { value: 'secured', text: 'Encrypted and local' },
          { value: 'all', text: 'All' },
          { value: 'none', text: 'None' },
        ]),
      ],
    },
    {
      title: 'Domains with upstreams of their own',
      does: 'One a line: a domain and the upstreams to ask about it and all below it, written as above, for a company’s or a home’s own names and reverse zones. Nothing else is ever asked about them.',
      controls: [
        list('forwarding', 'Domains', {
          rows: 3,
          placeholder: 'corp.lan 192.168.1.1\n168.192.in-addr.arpa 192.168.1.1',
          read: linesOf,
        }),
      ],
      below: ({ form: { settings, change } }) => (
        <NetworkRoutes forwarding={settings.forwarding} onTake={(lines) => change('forwarding', lines)} />
      ),
    },
    {
      title: 'Old answers when no upstream answers',
      does: 'On: a name that was asked in the last day is answered as before, marked as stale, until an upstream answers again.',
      controls: [onOff('serveStale', 'Give the last answer')],
    },
  ],
}

const ANSWERING: RowGroup = {
  title: 'Answers from here',
  rows: [
    {
      title: 'Local records',
      does: 'One a line as in a hosts file: an address and its names; remarks behind # are kept. They are answered here before any list or model, in both directions.',
      controls: [
        list('localRecords', 'Records', { rows: 3, placeholder: '192.168.1.5 nas.lan files.lan', read: linesOf }),
      ],
    },
    {
      title: 'Private addresses',
      does: 'A web page can let its own name lead to a machine of your network (DNS rebinding). On: a public name that leads to a private, loopback or link-local address is answered as empty, but for the domains below.',
      controls: [
        onOff('refusePrivateAddresses', 'Refuse them for public names'),
        list('privateAddressesAllowed', 'Except below', {
          rows: 2,
          placeholder: 'intranet.example.com',
          read: addressesOf,
          none: 'without exceptions',
        }),
      ],
    },
    {
      title: 'Keep browsers here',
      does: 'Firefox, and Apple’s Private Relay, ask for special names before they go round a network’s resolver. On: they are told not to, whatever a list says of these names.',
      controls: [onOff('keepBrowsers', 'Tell programs to keep to this resolver')],
    },
    {
      title: 'Questions of one client in a second',
      does: 'For clients on other machines, where the resolver is opened to them; programs on this machine are never held back. 0: no limit.',
      controls: [number('queriesPerSecond', 'Questions')],
    },
  ],
}

const DESK: RowGroup = {
  title: 'This desk',
  rows: [
    {
      title: 'How long answers are kept',
      does: 'Whole days are deleted, oldest first, until both limits hold; the disk gets its room back. Decisions and models stay.',
      controls: [
        number('retention.days', 'Days', (days) => counted(days, 'day')),
        number('retention.megabytes', 'Megabytes', (megabytes) => `${count(megabytes)} MB`),
      ],
      below: ({ form }) => <HeldRetentionNote form={form} />,
    },
    {
      title: 'Look-ups of registrations',
      does: 'RDAP and WHOIS questions tell a registry which domain you look at. Offline: none leaves this machine, and what is in the cache is shown.',
      controls: [
        oneOf('segments', 'lookUps', [
          { value: 'ask', text: 'Ask' },
          { value: 'offline', text: 'Offline' },
        ]),
      ],
    },
    {
      title: 'Appearance',
      does: 'Dark, light, or as the system says.',
      controls: [
        oneOf('segments', 'appearance', [
          { value: 'system', text: 'System' },
          { value: 'dark', text: 'Dark' },
          { value: 'light', text: 'Light' },
        ]),
      ],
    },
  ],
}

/** Every setting that is chosen on this screen, in the order in which it stands there. */
export const SETTINGS_TABLE: readonly RowGroup[] = [MODEL, BLOCKING, UPSTREAMS, ANSWERING, DESK]
