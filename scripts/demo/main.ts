import { spawn } from 'node:child_process'
import dgram from 'node:dgram'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { askOverUdp } from '../../core/desk/ask.ts'
import { keepAsking } from './asking.ts'
import { seededChance } from './names.ts'
import { writePast } from './past.ts'
import { prepare } from './prepare.ts'
import { listedNames, madeUpNetwork } from './traffic.ts'
import { startDemoUpstream } from './upstream.ts'

/** `npm run demo`: the whole product between a made-up network and a made-up upstream; not one packet leaves the machine. */
const root = join(import.meta.dirname, '..', '..')
const given = process.argv.slice(2)
const chance = seededChance(20261123)
const listed = listedNames(chance)
const network = madeUpNetwork(chance, listed)
const ended = new AbortController()
const say = (text: string): void => void process.stderr.write(`demo: ${text}\n`)

const kept = optionOf('--data')
const dataFolder = kept ?? (await mkdtemp(join(tmpdir(), 'mlbridge-demo-')))
const address = await withPort(optionOf('--dns') ?? '127.0.0.1:0')
using upstream = await startDemoUpstream()
say('writing six days of a made-up past')
const book = await prepare(dataFolder, { chance, listed, network })
const count = await writePast({ dataFolder, resourcesFolder: join(root, 'resources'), book, network, chance })
say(`${count} answers lie in ${dataFolder}; names to train with: ${join(dataFolder, 'names-to-train-with.csv')}`)

const args = [...without('--data', '--dns'), '--data', dataFolder, '--dns', address, '--upstream', upstream.address]
const product = spawn(process.execPath, [join(root, 'scripts', 'start.mjs'), ...args], { cwd: root, stdio: 'inherit' })
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => product.kill('SIGTERM'))
const exit = once(product, 'exit').then(([code]) => {
  ended.abort()
  process.exitCode = typeof code === 'number' ? code : 1
})

const [host = '', port = ''] = address.split(':')
const server = { host, port: Number(port) }
if (await answers()) await keepAsking({ network, server, signal: ended.signal })
await exit
if (kept === undefined) await rm(dataFolder, { recursive: true, force: true })

/** Waits for the product to answer; false when it ended before. */
async function answers(): Promise<boolean> {
  while (!ended.signal.aborted) {
    const asked = await askOverUdp({ server, name: 'ready.demo.invalid', type: 'A', withinMs: 500 })
    if (asked.kind === 'answered') return true
    await setTimeout(200)
  }
  return false
}

/** Port 0 is any free one: here it has to be known before the product opens it. */
async function withPort(address: string): Promise<string> {
  return address.endsWith(':0') ? address.replace(/0$/, String(await freePort())) : address
}

async function freePort(): Promise<number> {
  const socket = dgram.createSocket('udp4').bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  return port
}

function optionOf(name: string): string | undefined {
  const at = given.indexOf(name)
  return at < 0 ? undefined : given[at + 1]
}

function without(...names: string[]): string[] {
  return given.filter((argument, at) => !names.includes(argument) && !names.includes(given[at - 1] ?? ''))
}
