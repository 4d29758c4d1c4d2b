import type { Recipe } from '../model/architectures/architecture.ts'

const RISE = 0.25
const FIRST = 0.1
const LAST = 0.01

/** What the rate is multiplied by when a share `done` (0..1) of the run is behind. */
export function scheduled(schedule: Recipe['schedule'], done: number): number {
  switch (schedule) {
    case 'constant':
      return 1
    case 'falling':
      return Math.max(LAST, 1 - done)
    case 'one-cycle':
      if (done < RISE) return FIRST + (1 - FIRST) * (done / RISE)
      return LAST + ((1 - LAST) * (1 + Math.cos((Math.PI * (done - RISE)) / (1 - RISE)))) / 2
  }
}
