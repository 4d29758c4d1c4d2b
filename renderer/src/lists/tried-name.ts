import { hostOfAddress, looksLikeAddress, refang } from '../../../core/dns/written-name.ts'

export type TriedName = {
  /** What is looked at; '' where there is nothing to look at. */
  name: string
  /** What was made of the text, where that is another one. */
  note: string | null
  fault: string | null
}

/** What somebody means who writes a name, or pastes the address of a page. */
export function triedName(text: string): TriedName {
  const host = hostOfAddress(text)
  const name = host ?? refang(text)
  if (looksLikeAddress(name)) {
    const fault = 'This is an address, not a name: lists, overrides and the model decide about names.'
    return { name: '', note: null, fault }
  }
  return {
    name,
    note: host === null ? null : 'The host of that address is looked at: DNS sees no more of it.',
    fault: null,
  }
}
