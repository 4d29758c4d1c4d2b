import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const program = fileURLToPath(new URL('../../fixtures/programs/end-model-thread.ts', import.meta.url))

// Where the native library is unloaded with the thread, the program ends by a signal and has no code.
it.each(['loaded', 'loading'])("a program keeps its exit code when it ends the model's thread %s", async (when) => {
  const run = promisify(execFile)(process.execPath, [program, when])
  const ended = (await run.catch((error: unknown) => error)) as { code?: number; signal?: string }
  expect([ended.code, ended.signal]).toEqual([3, null])
})
