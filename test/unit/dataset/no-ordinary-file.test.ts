import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { inspectFile } from '../../../core/dataset/inspect.ts'

const folder = mkdtempSync(join(tmpdir(), 'no-file-'))
afterAll(() => rmSync(folder, { recursive: true }))

it.skipIf(process.platform === 'win32')(
  'a pipe that nobody writes into is refused at once, and holds nothing up',
  async () => {
    const path = join(folder, 'pipe')
    execFileSync('mkfifo', [path])
    expect(await inspectFile(path)).toMatchObject({ kind: 'unreadable', message: 'pipe: it is not an ordinary file' })
  }
)

it('a folder is called one', async () => {
  expect(await inspectFile(folder)).toMatchObject({
    kind: 'unreadable',
    message: expect.stringMatching(/: it is a folder$/) as string,
  })
})
