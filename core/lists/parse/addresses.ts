import { isIP } from 'node:net'

/** Also with an interface behind it, as hosts files write link-local ones. */
export function isAddress(text: string): boolean {
  return isIP(text.replace(/%.*$/, '')) !== 0
}

/** An address that leads nowhere: what block lists send their names to. */
export function isNullAddress(text: string): boolean {
  return NOWHERE.test(text)
}

const NOWHERE = /^(?:0\.0\.0\.0|127(?:\.\d{1,3}){3}|::1?|(?:0+:){7}0*[01])$/
