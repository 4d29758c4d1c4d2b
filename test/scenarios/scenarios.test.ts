import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'vitest'
import { play } from './runner/play.ts'
import { readScenario } from './runner/script.ts'

const folder = import.meta.dirname
const files = readdirSync(folder).filter((file) => file.endsWith('.dns'))

describe('a resolver that a scenario talks to', () => {
  for (const file of files) {
    const scenario = readScenario(readFileSync(join(folder, file), 'utf8'))
    it(`${scenario.title} (${file})`, () => play(scenario))
  }
})
