import { seconds } from '../setup/say.mjs'

/** A line for each runner, and at the very end the one line that CI reads. */
export function summary(results) {
  const width = Math.max(...results.map(({ name }) => name.length))
  const lines = results.map(({ name, passed, failed, skipped, ms, note }) => {
    const counts = `${count(passed)} passed ${count(failed)} failed ${count(skipped)} skipped`
    return `${name.padEnd(width)} ${counts}  ${seconds(ms)}${note ? `  ${note}` : ''}`
  })
  const [passed, failed, skipped] = ['passed', 'failed', 'skipped'].map((key) => total(results, key))
  const closing = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
  return { text: ['', ...lines, '', closing, ''].join('\n'), passes: failed === 0 && passed > 0 }
}

function total(results, key) {
  return results.reduce((sum, result) => sum + result[key], 0)
}

function count(number) {
  return String(number).padStart(5)
}
