// Progress goes to stderr: stdout belongs to the product's one ready line (`npm start -- --headless`).

export function say(line) {
  process.stderr.write(`${line}\n`)
}

export function seconds(ms) {
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`
}

export function megabytes(bytes) {
  return `${Math.round(bytes / 1e6)} MB`
}

/** Says that a step begins, that it goes on (every 10 s), and how long it took. */
export async function announced(what, work) {
  const started = Date.now()
  const passed = () => seconds(Date.now() - started)
  say(`set-up: ${what}`)
  const beat = setInterval(() => say(`set-up:   still at it after ${passed()}`), 10_000)
  try {
    const result = await work()
    say(`set-up:   done in ${passed()}`)
    return result
  } finally {
    clearInterval(beat)
  }
}
