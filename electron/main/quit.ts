import { app } from 'electron'

const PATIENCE_MS = 10_000

/**
 * Lets the app go only after `dispose` is done, whoever asked (menu, tray, signal, system): records on their way to the store would be lost
 * otherwise. Returns whether quitting has begun.
 */
export function quitCleanly(dispose: () => Promise<void>, report: (bug: unknown) => void): () => boolean {
  let quitting = false
  app.on('before-quit', (event) => {
    event.preventDefault()
    if (quitting) return
    quitting = true
    setTimeout(() => app.exit(1), PATIENCE_MS).unref()
    dispose().then(
      () => app.exit(0),
      (bug: unknown) => {
        report(bug)
        app.exit(1)
      }
    )
  })
  return () => quitting
}
