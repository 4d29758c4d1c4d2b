import { dirname } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { errorCode, fileFault } from '../file-fault.ts'
import { failed, ok, type Result } from '../result.ts'
import { fileOf, lookAt, mayPut, observed, putState, tidy } from './files.ts'
import { below, readLinux, RESOLV_CONF, textOf, type LinuxFiles, type LinuxReading } from './linux-reading.ts'
import { dnsFault, type Change, type DnsAdapter, type Governor, type MachineDnsFault, type Target } from './port.ts' // prettier-ignore
import { askingOnly, readResolvConf } from './resolv-conf.ts'
import { succeeded, wordsOf, type Run } from './run.ts'

/** Drop-ins that a restart of the machine empties: without us it asks whom it asked before. */
const RESOLVED_DROP_IN = '/run/systemd/resolved.conf.d/zz-mlbridge-workstation.conf'
const NM_DROP_IN = '/run/NetworkManager/conf.d/zz-mlbridge-workstation.conf'
const OPENRESOLV = '/etc/resolvconf.conf'
const DEBIAN_RESOLVCONF = '/etc/resolvconf/resolv.conf.d/head'

/** Every file that is ever changed here. What restores reads paths from a journal, perhaps as root, and goes nowhere else. */
const OURS = [RESOLV_CONF, RESOLVED_DROP_IN, NM_DROP_IN, OPENRESOLV, DEBIAN_RESOLVCONF]

export type LinuxParts = LinuxFiles & {
  run: Run
  /** What a person types to start this with the rights of root. */
  asRoot: string
}

/** Linux keeps it in files, whoever governs them: each change is a file of ours, or the one file that has no drop-in. */
export function linuxDns(parts: LinuxParts): DnsAdapter {
  const { files, run } = parts
  const at = (path: string) => below(parts, path)

  async function plan(reading: LinuxReading, target: Target): Promise<Change[]> {
    const changes: Change[] = []
    if (reading.governor === 'systemd-resolved' || reading.both)
      changes.push(...(await dropIn(RESOLVED_DROP_IN, resolvedLines(target))))
    switch (reading.governor) {
      case 'systemd-resolved':
        return changes
      case 'NetworkManager':
        return [...changes, ...(await dropIn(NM_DROP_IN, networkManagerLines(target, reading.searches)))]
      case 'resolvconf':
        return [...changes, await resolvconfChange(target)]
      default: {
        const before = await lookAt(files, at(RESOLV_CONF))
        const after = fileOf(askingOnly(reading.text, target.host), before.kind === 'file' ? before : {})
        return [...changes, { kind: 'file', path: RESOLV_CONF, before, after }]
      }
    }
  }

  /** A file of our own, with the folders that it needs. */
  async function dropIn(path: string, text: string): Promise<Change[]> {
    const made: Change[] = []
    for (let folder = dirname(path); folder !== '/'; folder = dirname(folder)) {
      if ((await lookAt(files, at(folder))).kind !== 'absent') break
      made.unshift({ kind: 'file', path: folder, before: { kind: 'absent' }, after: { kind: 'folder', mode: 0o755 } })
    }
    return [...made, { kind: 'file', path, before: await lookAt(files, at(path)), after: fileOf(text) }]
  }

  /** A server on 127.* makes both kinds of resolvconf leave the others out (resolvconf.conf(5), resolv_conf_local_only). */
  async function resolvconfChange({ host }: Target): Promise<Change> {
    const debian = (await lookAt(files, at(dirname(DEBIAN_RESOLVCONF)))).kind === 'folder'
    const path = debian ? DEBIAN_RESOLVCONF : OPENRESOLV
    const line = debian ? `nameserver ${host}` : `name_servers="${host}"`
    const before = await lookAt(files, at(path))
    const text = (await textOf(parts, path)) ?? ''
    const separated = text === '' || text.endsWith('\n') ? text : `${text}\n`
    const after = fileOf(`${separated}# ML Bridge Workstation\n${line}\n`, before.kind === 'file' ? before : {})
    return { kind: 'file', path, before, after }
  }

  async function mayChange(changes: Change[]): Promise<MachineDnsFault | null> {
    for (const change of changes) {
      if (change.kind !== 'file') continue
      if (!(await mayPut(files, at(change.path)))) return withoutRights(change.path)
      if (change.before.kind !== 'file') continue
      const flags = await run('lsattr', ['-d', '--', at(change.path)])
      if (succeeded(flags) && /^\S*i\S*\s/.test(flags.stdout)) return immutable(change.path)
    }
    return null
  }

  function withoutRights(path: string): MachineDnsFault {
    return dnsFault('no-rights', `${path} cannot be changed: that needs the rights of root`, parts.asRoot)
  }

  async function standing(governor: Governor, target: Target): Promise<string | null> {
    const reading = await readLinux(parts)
    if (reading.governor !== governor) return `${reading.governor} says now where programs ask`
    const { nameservers } = readResolvConf(reading.text)
    if (governor === 'systemd-resolved') return resolvedStanding(target, reading.servers)
    if (governor === 'NetworkManager' && reading.servers.includes(target.host)) return null
    if (nameservers.length === 1 && nameservers[0] === target.host) return null
    return nameservers.length === 0 ? 'resolv.conf names nobody' : `resolv.conf names ${nameservers.join(', ')}`
  }

  /** A server with a port of its own is in no resolv.conf: resolved itself has to be asked. */
  async function resolvedStanding({ host, port }: Target, servers: string[]): Promise<string | null> {
    if (port === 53 && servers.includes(host)) return null
    const asked = await run('resolvectl', ['dns'])
    const global = succeeded(asked) ? /^Global:(.*)$/m.exec(asked.stdout)?.[1] : undefined
    if (global?.trim().split(/\s+/).includes(serverText({ host, port })) === true) return null
    return global === undefined ? `systemd-resolved: ${wordsOf(asked)}` : `systemd-resolved asks${global}`
  }

  /** What was written takes effect after its reader has read it. */
  async function standingSoon(governor: Governor, target: Target): Promise<string | null> {
    for (let left = READ_AGAIN; ; left--) {
      const instead = await standing(governor, target)
      if (instead === null || left === 0) return instead
      await wait(READ_AFTER_MS)
    }
  }

  return {
    read: async () => ok(await readLinux(parts)),
    async plan(_, target) {
      const reading = await readLinux(parts)
      if (target.port !== 53 && (reading.governor !== 'systemd-resolved' || reading.both))
        return failed(portFault(target))
      const changes = await plan(reading, target)
      const refused = await mayChange(changes)
      return refused === null ? ok(changes) : failed(refused)
    },
    async observe(change) {
      if (change.kind !== 'file') return { kind: 'other', text: 'a change of another system' }
      if (!isOurs(change)) return { kind: 'other', text: 'the workstation never changes this' }
      return observed(await lookAt(files, at(change.path)), change)
    },
    async put(change, which) {
      if (change.kind !== 'file') throw new Error('a change of another system')
      if (!isOurs(change)) throw new Error(`${change.path} is never changed`)
      try {
        await putState(files, at(change.path), change[which])
        return ok(null)
      } catch (error) {
        const code = errorCode(error)
        if (code === null) throw error
        if (code === 'EPERM' && process.getuid?.() === 0) return failed(immutable(change.path))
        if (code === 'EACCES' || code === 'EPERM') return failed(withoutRights(change.path))
        return failed(dnsFault('failed', `${change.path} cannot be changed: ${fileFault(error)}`))
      }
    },
    async tidy(change) {
      if (change.kind === 'file' && isOurs(change)) await tidy(files, at(change.path))
    },
    async reload(governor) {
      const reading = await readLinux(parts)
      if (governor !== 'systemd-resolved' && reading.both) await run('systemctl', RELOADS['systemd-resolved']!.args)
      const reload = RELOADS[governor]
      return reload === undefined ? ok(null) : reloaded(await run(reload.program, reload.args), reload)
    },
    standing: standingSoon,
  }
}

/** A file of ours, or a folder that was made for one. */
function isOurs({ path, before, after }: Extract<Change, { kind: 'file' }>): boolean {
  if (OURS.includes(path)) return true
  const isMade = before.kind === 'absent' && after.kind === 'folder'
  return isMade && OURS.some((one) => one.startsWith(`${path}/`))
}

const READ_AGAIN = 10
const READ_AFTER_MS = 200

type Reload = { program: string; args: readonly string[] }

const RELOADS: Partial<Record<Governor, Reload>> = {
  // Does nothing where it does not run; a version that cannot reload is restarted.
  'systemd-resolved': { program: 'systemctl', args: ['try-reload-or-restart', 'systemd-resolved.service'] },
  NetworkManager: { program: 'nmcli', args: ['general', 'reload'] },
  resolvconf: { program: 'resolvconf', args: ['-u'] },
}

function reloaded(ran: Parameters<typeof wordsOf>[0], { program, args }: Reload): Result<null, MachineDnsFault> {
  if (succeeded(ran)) return ok(null)
  const command = `${program} ${args.join(' ')}`
  const kind = ran.kind === 'absent' ? 'no-program' : 'failed'
  return failed(dnsFault(kind, `"${command}" failed: ${wordsOf(ran)}`, `sudo ${command}`))
}

function immutable(path: string): MachineDnsFault {
  const message = `${path} is marked immutable: somebody wants it to stay as it is`
  return dnsFault('immutable', message, `sudo chattr -i ${path}`)
}

export function portFault({ port }: Target): MachineDnsFault {
  const message =
    `the workstation answers on port ${port}, and this system's programs ask port 53 only: ` +
    'it has to answer on port 53 of a loopback address first'
  return dnsFault('port', message)
}

/** '127.0.0.1', '127.0.0.1:5335' or '[::1]:5335', as resolved.conf(5) writes it. */
function serverText({ host, port }: Target): string {
  if (port === 53) return host
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/**
 * The empty line takes the servers away that other files name. "~." makes every name go to these servers, but for those that a link (a VPN)
 * claims with a domain of its own. Loopback needs no TLS, and none is spoken there.
 */
function resolvedLines(target: Target): string {
  return ['# ML Bridge Workstation', '[Resolve]', 'DNS=', `DNS=${serverText(target)}`, 'Domains=~.', 'DNSOverTLS=no', ''].join('\n') // prettier-ignore
}

/** A global section takes the place of what the connections say (NetworkManager.conf(5)), so their search domains are written again. */
function networkManagerLines({ host }: Target, searches: string[]): string {
  const list = searches.length === 0 ? [] : [`searches=${searches.join(',')}`]
  const lines = ['# ML Bridge Workstation', '[global-dns]', ...list, '[global-dns-domain-*]', `servers=${host}`, '']
  return lines.join('\n')
}
