import { machineDns } from './this-machine.ts'
import { watchOver } from './watch.ts'
import { signalsIgnored, type Watched } from './watched.ts'

/** Makes this process the watchdog: it ends when it is told, or when everything is put back. */
export async function watchFromHere({ place, target }: Watched): Promise<never> {
  signalsIgnored()
  const dns = machineDns(place)
  if (dns === null) throw new Error(`the DNS settings of ${process.platform} are not known here`)
  const say = (text: string): void => void process.stderr.write(`watchdog: ${text}\n`)
  return process.exit(await watchOver({ dns, target, lease: process.stdin, say }))
}
