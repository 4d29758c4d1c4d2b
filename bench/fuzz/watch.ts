/** The product's doors; 0 where a run has none. */
export type Ports = { plain: number; dot: number; doh: number }

/** What a run needs: the same seed makes the same packets. */
export type FuzzRun = { seed: number; packets: number; progress: Progress; ports: Ports }

/** Where a run's thread writes down what it does, so that another one sees it when it hangs. */
export interface Progress {
  take(packet: Uint8Array): void
}

const ROOM = 4096
/** Number of packets, length of the last one; then its octets. */
const NUMBERS = 2

export const sharedProgress = (): SharedArrayBuffer => new SharedArrayBuffer(NUMBERS * 4 + ROOM)

export function progressIn(shared: SharedArrayBuffer): Progress {
  const numbers = new Int32Array(shared, 0, NUMBERS)
  const octets = new Uint8Array(shared, NUMBERS * 4)
  return {
    take(packet) {
      numbers[1] = packet.length
      octets.set(packet.length <= ROOM ? packet : packet.subarray(0, ROOM))
      Atomics.add(numbers, 0, 1)
    },
  }
}

/** How far a run is, and the packet that it took last. */
export function look(shared: SharedArrayBuffer): { packets: number; last: Buffer } {
  const numbers = new Int32Array(shared, 0, NUMBERS)
  const size = Math.min(ROOM, numbers[1]!)
  return { packets: Atomics.load(numbers, 0), last: Buffer.from(new Uint8Array(shared, NUMBERS * 4, size)) }
}
