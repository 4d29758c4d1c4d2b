import type { Duplex } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'

/** A number below the limit. */
export type Below = (limit: number) => number

/** Cut anywhere, some of it into single octets. */
export function cut(whole: Buffer, below: Below): Buffer[] {
  const pieces: Buffer[] = []
  for (let at = 0; at < whole.length;) {
    const size = below(4) === 0 ? 1 + below(7) : 1 + below(4000)
    pieces.push(whole.subarray(at, at + size))
    at += size
  }
  return pieces
}

/** Writes them so that pieces arrive as pieces. */
export async function writePieces(stream: Duplex, pieces: readonly Buffer[], below: Below): Promise<void> {
  for (const piece of pieces) {
    if (stream.destroyed) return
    stream.write(piece)
    if (below(4) === 0) await turn()
  }
}
