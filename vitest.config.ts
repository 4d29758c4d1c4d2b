import { defineConfig } from 'vitest/config'

const all = (folder: string): string[] => [`test/${folder}/**/*.test.ts`, `test/${folder}/**/*.test.tsx`]

/** `unit` and `architecture` are what `npm run check` runs; the others open sockets, files and threads. */
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: all('unit') } },
      { test: { name: 'architecture', include: all('architecture'), testTimeout: 60_000 } },
      { test: { name: 'contract', include: all('contract'), testTimeout: 30_000, hookTimeout: 60_000 } },
      { test: { name: 'scenarios', include: all('scenarios'), testTimeout: 30_000, hookTimeout: 60_000 } },
      { test: { name: 'integration', include: all('integration'), testTimeout: 120_000, hookTimeout: 120_000 } },
    ],
  },
})
