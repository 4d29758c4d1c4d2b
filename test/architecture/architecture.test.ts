import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { breaches } from './breaches.ts'
import { readTree } from './source-tree.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

test('no file of core, renderer, electron or headless breaks a fence', () => {
  expect(breaches(readTree(root)).map(({ file, line, reason }) => `${file}:${line} ${reason}`)).toEqual([])
})
