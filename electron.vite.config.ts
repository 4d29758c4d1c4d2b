import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { existsSync } from 'node:fs'

/**
 * Every file that Node is started with, by the name it has in the bundle. The threads' names, and the watchdog's, are those of
 * core/system/threads.ts, which finds them beside the main entry.
 */
const entries = {
  index: 'electron/main/index.ts',
  headless: 'headless/main.ts',
  resolver: 'core/resolver/thread.ts',
  doors: 'core/resolver/doors/thread.ts',
  model: 'core/model/thread.ts',
  trainer: 'core/training/thread.ts',
  store: 'core/store/duckdb/thread.ts',
  lists: 'core/lists/thread.ts',
  watchdog: 'core/system/machine-dns/watchdog.ts',
  'restore-dns': 'core/desk/restore-dns.ts',
}

export default defineConfig({
  main: {
    build: {
      sourcemap: true,
      rolldownOptions: {
        input: present(entries),
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  // A sandboxed preload can neither be an ES module nor require anything but `electron`.
  preload: {
    build: {
      externalizeDeps: false,
      rolldownOptions: {
        input: present({ index: 'electron/preload/index.ts' }),
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    plugins: [react()],
    build: {
      // The content security policy has no 'data:' for fonts and scripts, so nothing may be inlined.
      assetsInlineLimit: 0,
      minify: true,
      rolldownOptions: { input: { index: 'renderer/index.html' } },
    },
  },
})

function present(inputs: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(inputs).filter(([, file]) => existsSync(file)))
}
