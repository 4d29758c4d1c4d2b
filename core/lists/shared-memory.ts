/**
 * Zeroed memory that threads share, for tables of megabytes. One that may grow (it never does here) V8 takes from the system in pages and gives back to it; a plain one comes from
 * the C library, which, once it has seen such sizes come and go, keeps what was freed between others (docs/decisions/0154).
 */
export function sharedBytes(length: number): Uint8Array<SharedArrayBuffer> {
  const memory = new SharedArrayBuffer(length, { maxByteLength: length })
  // With its length said, or the view would ask for it at each access.
  return new Uint8Array(memory, 0, length)
}
