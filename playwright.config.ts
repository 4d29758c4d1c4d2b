import { defineConfig } from '@playwright/test'
import { electron } from './test/e2e/driver/places.ts'

/** What a screen does with what it is told is the same in both shells, so these run in one of them: each starts the product anew, and a minute is dear here. */
const SCREENS_ALONE = [
  'focus',
  'lists',
  'live',
  'pause',
  'reading',
  'retention',
  'settings',
  'training',
  'upstreams',
].map((name) => `**/${name}.spec.ts`)

/** Both shells run the same specs but those; the report says what ran as Electron. */
const projects = [
  { name: `electron (${electron().label})`, use: { shell: 'electron' as const }, testIgnore: SCREENS_ALONE },
  { name: 'headless (Chromium)', use: { shell: 'headless' as const } },
]

/** One worker: specs start the whole product, and a second one beside it would make times meaningless on a small machine. */
export default defineConfig<{ shell: 'electron' | 'headless' }>({
  testDir: 'test/e2e',
  testMatch: '**/*.spec.ts',
  globalSetup: './test/e2e/driver/build.mjs',
  outputDir: 'test-results',
  timeout: 90_000,
  // A second start of the product takes seconds where the machine is busy with something else.
  expect: { timeout: 15_000 },
  workers: 1,
  forbidOnly: Boolean(process.env['CI']),
  reporter: [['list']],
  projects,
})
