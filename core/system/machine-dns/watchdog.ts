import { watchFromHere } from './watch-here.ts'
import { readWatched } from './watched.ts'

/** The watchdog's own program: started by lease.ts, apart from everything, so that it outlives what kills the workstation. */
const watched = readWatched(process.argv.slice(2))
if (watched === null) throw new Error('this program is started by the workstation')
await watchFromHere(watched)
