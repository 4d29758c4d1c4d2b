import { openDuckDbStore } from '../../core/store/duckdb/duckdb-store.ts'
import { asked, createLog } from '../fakes/log-of.ts'

/** Another process with the store open: appends records until it is killed and says how many are flushed. */
const [folder, time] = [process.argv[2]!, Number(process.argv[3])]
const store = await openDuckDbStore({ folder, onNotice: (text) => process.stderr.write(`${text}\n`) })
const log = createLog(21)
for (let flushed = 0; ; flushed += 1000) {
  await store.append(
    log.batch(
      Array.from({ length: 1000 }, (_, at) =>
        asked({ time: time + at, name: `n${at % 50}.example`, client: `c${at % 3}` })
      )
    )
  )
  await store.flush()
  process.stdout.write(`${flushed + 1000}\n`)
}
