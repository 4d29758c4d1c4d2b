import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { breaches } from './breaches.ts'
import { readTree } from './source-tree.ts'

/** Each file of the fixture breaks the one fence that stands beside it here. */
const broken: Record<string, string> = {
  'core/dns/imports-electron.ts': 'core imports the package electron',
  'core/dns/imports-react.ts': 'core imports the package react',
  'core/dns/imports-renderer.ts': 'core imports renderer/',
  'core/dns/imports-electron-shell.ts': 'core imports electron/',
  'core/dns/imports-headless.ts': 'core imports headless/',
  'core/dns/imports-later-folder.ts': 'core/dns imports core/store, which stands behind it',
  'core/dns/imports-later-type.ts': 'core/dns imports core/desk, which stands behind it',
  'core/dns/imports-later-when-asked.ts': 'core/dns imports core/workstation.ts, which stands behind it',
  'core/dns/with-lint-disabled.ts': 'core/dns imports core/model, which stands behind it',
  'core/elsewhere/unordered.ts': "core/elsewhere has no place in the order of core's folders",
  'core/system/default-export.ts': 'has a default export',
  'core/system/default-export-by-name.ts': 'has a default export',
  'core/system/reached-buffer.ts': "uses Node's Buffer, and is reached by renderer/reaches.ts",
  'core/system/reached-deep.ts':
    'imports node:fs, and is reached by renderer/reaches.ts -> core/system/reached-between.ts',
  'core/system/reached-native.ts': 'imports @duckdb/node-api, and is reached by renderer/reaches.ts',
  'core/system/reached-without-prefix.ts': 'imports fs, and is reached by electron/preload/reaches.ts',
  'electron/main/imports-headless.ts': 'electron imports headless/',
  'electron/main/imports-renderer.ts': 'electron imports renderer/',
  'electron/main/sends.ts': 'calls window.webContents.send outside electron/main/ipc/',
  'electron/main/uses-ipc-main.ts': 'uses ipcMain outside electron/main/ipc/',
  'headless/imports-electron.ts': 'headless imports the package electron',
  'headless/imports-electron-shell.ts': 'headless imports electron/',
  'headless/imports-renderer.ts': 'headless imports renderer/',
  'renderer/imports-electron.ts': 'renderer imports the package electron',
  'renderer/imports-electron-shell.ts': 'renderer imports electron/',
  'renderer/imports-headless.ts': 'renderer imports headless/',
  'renderer/imports-node.ts': 'imports node:path, and runs without Node',
}

const found = breaches(readTree(fileURLToPath(new URL('fixtures', import.meta.url))))

test.each(Object.entries(broken))('%s: %s', (file, reason) => {
  expect(found.filter((breach) => breach.file === file).map((breach) => breach.reason)).toEqual([reason])
})

test('files that keep the fences are not reported', () => {
  expect([...new Set(found.map((breach) => breach.file))].sort()).toEqual(Object.keys(broken).sort())
})

test('a breach names its line', () => {
  expect(found.find((breach) => breach.file === 'core/dns/with-lint-disabled.ts')?.line).toBe(2)
})
