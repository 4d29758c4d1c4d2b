import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OpenDoor } from '../../core/desk/door.ts'
import { openPluginEndpoint } from '../../core/desk/plugin/server.ts'
import type { PluginQuestion } from '../../core/desk/plugin/protocol.ts'
import { noBugs } from '../fakes/handlers.ts'
import { someScore } from '../fakes/values.ts'

const run = promisify(execFile)
const source = new URL('../fixtures/plugin-go/main.go', import.meta.url).pathname
const hasGo = await run('go', ['version']).then(
  () => true,
  () => false
)

describe.skipIf(!hasGo)(
  `a Go client of the plugin's door${hasGo ? '' : ' (skipped: there is no go on this machine)'}`,
  () => {
    const asked: PluginQuestion[] = []
    let folder: string
    let client: string
    let door: OpenDoor

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'plugin-go-'))
      client = join(folder, 'client')
      // Only the standard library, so nothing is fetched.
      await run('go', ['build', '-o', client, source], {
        env: { ...process.env, GOFLAGS: '-mod=mod', GO111MODULE: 'off' },
      })
      door = await openPluginEndpoint(
        { host: '127.0.0.1', port: 0 },
        {
          judge: async (question) => {
            asked.push(question)
            return { verdict: { kind: 'allowed-by-model', score: someScore } }
          },
          report: noBugs,
        }
      )
    })

    afterAll(async () => {
      await door[Symbol.asyncDispose]()
      await rm(folder, { recursive: true })
    })

    it.each(['marshal', 'encoder', 'chunked', 'bare'])('reads p from an answer to a body sent by %s', async (way) => {
      asked.length = 0
      const { stdout } = await run(client, [door.url, way, 'www.example.com.', '10.0.0.7'])
      expect(stdout).toBe('200 p=0.0119\n')
      expect(asked).toEqual([{ name: 'www.example.com', client: '10.0.0.7' }])
    })

    it('is told what is wrong with its question', async () => {
      const { stdout } = await run(client, [door.url, 'marshal', 'two..dots.', '10.0.0.7'])
      expect(stdout).toMatch(/^400 .*it has an empty label/)
    })
  }
)
