/** The parts of dns-packet that its published types leave out. */
declare module 'dns-packet/types.js' {
  const types: { toString(type: number): string; toType(text: string): number }
  export default types
}

declare module 'dns-packet/rcodes.js' {
  const rcodes: { toString(rcode: number): string; toRcode(text: string): number }
  export default rcodes
}

declare module 'dns-packet/index.js' {
  import type { Answer } from 'dns-packet'

  const packet: { answer: { decode(message: Uint8Array, at: number): Answer } }
  export default packet
}
