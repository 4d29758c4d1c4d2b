import type { ReactNode } from 'react'
import type { Tiles as TileFigures } from '../../../core/contract/live.ts'
import { count, milliseconds, percent } from '../design/format.ts'
import { Tile, Tiles } from '../design/tile.tsx'
import { useAddress } from '../frame/address.ts'

const BLOCKED = 'verdict:blocked'
const FAILED = 'rcode:servfail'

/** What a person checks first. A figure that nobody could have measured yet is a dash, never a nought. */
export function LiveTiles({ tiles }: { tiles: TileFigures }): ReactNode {
  const { go } = useAddress()
  return (
    <Tiles>
      <Tile label="Questions a minute" value={count(tiles.queriesPerMinute)} title="In the last full minute" />
      <Tile
        label="Blocked"
        value={percent(tiles.blockedShare)}
        title="Share of the last full minute; press for all blocked answers"
        tone="blocked"
        onPress={() => go('history', { filter: BLOCKED, tab: 'all' })}
      />
      <Tile
        label="Unsure, waiting"
        value={count(tiles.unsureWaiting)}
        title="Names that wait for an analyst; press to vet them"
        tone={tiles.unsureWaiting > 0 ? 'unsure' : 'plain'}
        onPress={() => go('vetting')}
      />
      <Tile
        label="Half within"
        value={milliseconds(tiles.p50Ms)}
        title="p50: half of the last five minutes' answers took no longer"
      />
      <Tile label="99 % within" value={milliseconds(tiles.p99Ms)} title="p99 of the last five minutes" />
      <Tile label="From the cache" value={percent(tiles.cacheHitShare)} title="Share of the last full minute" />
      {tiles.failedAnswers > 0 && (
        <Tile
          label="SERVFAIL"
          value={count(tiles.failedAnswers)}
          tone="bad"
          title="Answers of the last five minutes that failed: no upstream gave one that can be used; press for all of them"
          onPress={() => go('history', { filter: FAILED, tab: 'answers' })}
        />
      )}
      {tiles.lateScores > 0 && (
        <Tile
          label="Late scores"
          value={count(tiles.lateScores)}
          tone="bad"
          title="Names that passed because the score was not there in time; it decides the next time"
        />
      )}
      {tiles.logDropped > 0 && (
        <Tile
          label="Log dropped"
          value={count(tiles.logDropped)}
          tone="bad"
          title="Answers that the store was too slow to keep: given, but not in History"
        />
      )}
    </Tiles>
  )
}
