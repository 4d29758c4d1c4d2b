import type { Settings } from '../../../../core/settings/settings.ts'
import type { Option } from './control.ts'

type Answer = Settings['blockingAnswer']

export const ANSWERS: readonly Option<Answer>[] = [
  { value: 'blackhole', text: 'Null address', help: '0.0.0.0 and ::, refused at once by most systems' },
  { value: 'nxdomain', text: 'NXDOMAIN', help: 'the name does not exist; some programs then try another name' },
  { value: 'nodata', text: 'NODATA', help: 'the name exists without an address' },
  { value: 'refused', text: 'REFUSED', help: 'clients may ask another resolver' },
  { value: 'honeypot', text: 'Honeypot', help: 'the address below, where you can see what connects' },
]

/** Of one reason to block. */
export const OWN_ANSWERS: readonly Option<Answer | null>[] = [
  { value: null, text: 'As every blocked name' },
  ...ANSWERS,
]
