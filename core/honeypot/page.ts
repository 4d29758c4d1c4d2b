import { createHash } from 'node:crypto'
import { visible } from '../system/visible.ts'

/** What the page can say of the name that led here. */
export type PageFacts = {
  /** Null: the visitor did not come by a name. */
  name: string | null
  /** Why it is blocked, as one sentence; null while it is not. */
  why: string | null
  /** The last answer that led here, as the log has it; null while the log knows of none. */
  answered: { evidence: string; time: number } | null
}

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:4rem auto;padding:0 1rem;color:#1c2430;background:#fff}' +
  'h1{font-size:1.4rem;overflow-wrap:anywhere}dt{color:#5a6675;margin-top:.8rem}dd{margin:0;overflow-wrap:anywhere}' +
  'footer{margin-top:2rem;color:#5a6675;font-size:.9rem}' +
  '@media(prefers-color-scheme:dark){body{color:#e4e9f0;background:#141a22}dt,footer{color:#9aa7b8}}'

const LOOK_UP = 'Look the evidence up in the workstation&#39;s search box, or ask whoever runs it.'

/** Nothing is run, fetched, sent or framed; the one style is named by its digest. */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  // What is blocked today may pass tomorrow: neither the page nor a service worker of the real site may outlive that.
  'cache-control': 'no-store',
} as const

/** The whole page. All that a stranger may have written is escaped, and hidden characters are written out. */
export function honeypotPage({ name, why, answered }: PageFacts): string {
  const title =
    name === null ? 'The honeypot of this resolver' : `${name} ${why === null ? 'leads here' : 'is blocked'}`
  const rows: [string, string][] = []
  if (name !== null) rows.push(['Why', why ?? 'It is not blocked any more: what you see comes from an older answer.'])
  if (answered !== null) {
    rows.push([
      'Answered',
      new Date(answered.time)
        .toISOString()
        .replace('T', ' ')
        .replace(/\.\d+Z$/, ' UTC'),
    ])
    rows.push(['Evidence', answered.evidence])
  }
  const list = rows.map(([term, text]) => `<dt>${term}</dt><dd>${escaped(text)}</dd>`).join('')
  return (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">' +
    `<meta name="robots" content="noindex"><title>${escaped(title)}</title><style>${STYLE}</style></head>` +
    `<body><h1>${escaped(title)}</h1><dl>${list}</dl>` +
    '<footer>This page comes from ML Bridge Workstation, the DNS resolver that this machine asks. Nothing was sent to the real ' +
    `server. That you came was written down.${answered === null ? '' : ` ${LOOK_UP}`}</footer></body></html>\n`
  )
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function escaped(text: string): string {
  return visible(text, 1000).replace(/[&<>"']/g, (one) => ENTITIES[one]!)
}
