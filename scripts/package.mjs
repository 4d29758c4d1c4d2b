import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { bundled } from './setup/bundle.mjs'
import { electronBinary } from './setup/electron.mjs'
import { setUp } from './setup/index.mjs'
import { modules, node24, root } from './setup/places.mjs'
import { say } from './setup/say.mjs'

/** `npm run package`: installers of this platform in dist/. Arguments go to electron-builder. */
await setUp()
await bundled()

if (!electronBinary()) {
  say(
    "Packaging needs Electron's binary (about 120 MB from Electron's releases on GitHub), which is not on this machine,"
  )
  say(
    'and electron-builder fetches its own tools (AppImage, NSIS, fuses for macOS) from GitHub too. Where GitHub can be'
  )
  say('reached: npm run setup -- --again, then npm run package. Windows and macOS packages are built on those systems,')
  say('since the native TensorFlow library and DuckDB that go into them are those of the machine that builds.')
  process.exitCode = 1
} else {
  const builder = join(modules, 'electron-builder', 'cli.js')
  const { status } = spawnSync(node24, [builder, ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' })
  process.exitCode = status ?? 1
}
