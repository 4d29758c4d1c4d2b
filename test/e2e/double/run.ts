import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { startApp } from './app.ts'
import { startChromium } from './chromium.ts'
import { browsing } from './browsing.ts'

/** Electron's own switches come before the app's folder. */
const given = process.argv.slice(2)
const appAt = given.findIndex((argument) => !argument.startsWith('-'))
const folder = resolve(given[appAt] ?? '.')
const packageJson = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { main: string }

// Playwright's own loader holds 'ready' back until it is attached to both debuggers, by this name; so does this.
const attached = Promise.withResolvers<null>()
Object.assign(globalThis, { __playwright_run: () => attached.resolve(null) })

const chromium = await startChromium()
await browsing.connect(chromium.endpoint)
process.argv = [process.argv[0]!, folder, ...given.slice(appAt + 1)]
await import(pathToFileURL(join(folder, packageJson.main)).href).catch((error: unknown) => {
  // Said before Playwright is told where to attach, so that it stands in the launch error: the double lacks what the app imports.
  process.stderr.write(
    `electron double: the main bundle did not load\n${error instanceof Error ? error.stack : String(error)}\n`
  )
  process.exit(1)
})
process.stderr.write(`DevTools listening on ${chromium.endpoint}\n`)
await attached.promise
startApp(folder)
