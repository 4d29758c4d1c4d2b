import { cpus, loadavg } from 'node:os'

/** More than this runs beside the measurement, and absolute figures say little; ratios within a round still do. */
const BUSY = 3

export function machineText(): string {
  return `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.version}, load average ${loadText()}`
}

export function loadText(): string {
  return loadavg()
    .map((load) => load.toFixed(1))
    .join(' ')
}

export function warnWhenBusy(): void {
  const [minute = 0] = loadavg()
  if (minute > BUSY)
    console.error(
      `warning: the load average is ${minute.toFixed(1)}: other work takes part in this; believe ratios only`
    )
}
