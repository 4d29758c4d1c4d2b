import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { openDuckDbStore } from '../../core/store/duckdb/duckdb-store.ts'
import { queryStoreContract } from './query-store.ts'

const folder = mkdtempSync(join(tmpdir(), 'query-store-'))
let opened = 0
afterAll(() => rmSync(folder, { recursive: true }))

queryStoreContract('the embedded store', () => openDuckDbStore({ folder: join(folder, String(opened++)) }))
