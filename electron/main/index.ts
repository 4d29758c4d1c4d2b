import { app } from 'electron'
import { readCommandLine, usage } from '../../core/desk/command-line.ts'
import { workstationOptions } from '../../core/desk/start.ts'
import { readWatched } from '../../core/system/machine-dns/watched.ts'
import { ownArguments } from './arguments.ts'
import { runDesktop, windowFolder } from './desktop.ts'
import { registerBundleScheme } from './scheme.ts'
import { lockPages } from './security.ts'
import { watchAndExit } from './watchdog.ts'

// Started by ourselves a second time, to watch over the machine's DNS settings: no window, no lock, nothing of Chromium's.
const watched = readWatched(process.argv)
if (watched !== null) await watchAndExit(watched)

// All of this before the app is ready, or it does not hold.
registerBundleScheme()
app.enableSandbox()
lockPages()

const line = readCommandLine(ownArguments(process.argv, app.isPackaged))
if (!line.ok) {
  process.stderr.write(`${line.fault.message}\n`)
  app.exit(2)
} else if (line.value.help) {
  process.stdout.write(usage())
  app.exit(0)
} else {
  const options = workstationOptions('electron', line.value, import.meta.filename)
  // Chromium's own files lie beside ours, so that two data folders are two workstations; the lock lies there too.
  app.setPath('userData', windowFolder(options))
  if (app.requestSingleInstanceLock()) void app.whenReady().then(() => runDesktop(options))
  else app.quit() // the first one shows its window
}
