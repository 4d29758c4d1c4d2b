import { getDomain, parse } from 'tldts'

/**
 * Names the whole way from a name's text to the numbers that a network eats: this file and features/. It changes whenever the same name
 * would become other numbers; a model that was made for another encoding is refused.
 */
export const ENCODING = 'names-1'

const WHOLE_LIST = { allowPrivateDomains: true, extractHostname: false, validateHostname: false }

/**
 * The one canonical form that training and serving encode. A leading `www.` tells about the list that a name came from, not about the
 * name, so one goes where a registrable domain remains; `www.com` and `www.github.io` are names of their own and stay.
 */
export function canonical(name: string): string {
  if (!name.startsWith('www.')) return name
  const rest = name.slice(4)
  return getDomain(rest, WHOLE_LIST) === null ? name : rest
}

/** The parts that the features look at. For `a.shop.example.co.uk`: `co.uk`, `example`, `example.co.uk`, `a.shop`. */
export type NameParts = {
  text: string
  /** By the public suffix list, its private part included: `pages.dev` is a suffix. */
  suffix: string
  /** The label that was registered; empty when the name is a suffix itself. */
  registered: string
  registeredDomain: string
  subdomain: string
  labels: string[]
}

export function partsOf(name: string): NameParts {
  const text = canonical(name)
  const parsed = parse(text, WHOLE_LIST)
  const registeredDomain = parsed.domain ?? text
  return {
    text,
    suffix: parsed.publicSuffix ?? text.slice(text.lastIndexOf('.') + 1),
    registered: parsed.domainWithoutSuffix ?? '',
    registeredDomain,
    subdomain: parsed.subdomain ?? '',
    labels: text.split('.'),
  }
}

/** What no split of the data may divide: the registered domain, or the host name where a private suffix sells those. */
export function registeredDomain(name: string): string {
  return getDomain(name, WHOLE_LIST) ?? name
}
