import { defineConfig } from '@playwright/test'
import { electron } from './test/e2e/driver/places.ts'

/** Both shells run the same specs; the report says what ran as Electron. */
const projects = [
  { name: `electron (${electron().label})`, use: { shell: 'electron' as const } },
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
