import type * as fs from 'node:fs/promises'
import { join } from 'node:path'
import type { Holder } from './holder.ts'

type Reads = Pick<typeof fs, 'readFile' | 'readdir' | 'readlink'>

/** Where /proc and /etc lie; `root` is '/' but in tests. */
export type ProcPlace = { files: Reads; root: string }

const TABLES = ['udp', 'udp6', 'tcp', 'tcp6'] as const
/** States of include/net/tcp_states.h: a TCP socket that listens, and a UDP socket that is bound to no peer. */
const LISTENS = { tcp: '0A', udp: '07' }

type Socket = { protocol: 'udp' | 'tcp'; address: string; uid: number; inode: string }

/** From the socket tables to the open files of every process. The files of others are seen by root alone; their user always is (proc(5)). */
export async function holdersOnLinux(port: number, place: ProcPlace): Promise<Holder[]> {
  const sockets = (await Promise.all(TABLES.map((table) => socketsOf(table, port, place)))).flat()
  if (sockets.length === 0) return []
  const owners = await ownersOf(new Set(sockets.map(({ inode }) => inode)), place)
  const users = await userNames(place)
  return sockets.map(({ protocol, address, uid, inode }) => {
    const owner = owners.get(inode)
    return {
      protocol,
      address,
      program: owner?.program ?? null,
      pid: owner?.pid ?? null,
      user: users.get(uid) ?? `${uid}`,
    }
  })
}

async function socketsOf(table: (typeof TABLES)[number], port: number, { files, root }: ProcPlace): Promise<Socket[]> {
  const protocol = table.startsWith('udp') ? 'udp' : 'tcp'
  const text = await files.readFile(join(root, 'proc', 'net', table), 'utf8').catch(() => '')
  const found: Socket[] = []
  for (const line of text.split('\n').slice(1)) {
    const columns = line.trim().split(/\s+/)
    const [, local = '', , state, , , , uid, , inode = ''] = columns
    const [address = '', hexPort = ''] = local.split(':')
    if (parseInt(hexPort, 16) !== port || state !== LISTENS[protocol]) continue
    found.push({ protocol, address: addressOf(address), uid: Number(uid), inode })
  }
  return found
}

/** Words of 32 bits in the machine's order, which is little-endian wherever this runs. */
export function addressOf(hex: string): string {
  const words = hex.match(/.{8}/g) ?? []
  const bytes = words.flatMap((word) =>
    word
      .match(/../g)!
      .map((byte) => parseInt(byte, 16))
      .reverse()
  )
  if (bytes.length === 4) return bytes.join('.')
  const groups = Array.from({ length: 8 }, (_, at) => ((bytes[2 * at]! << 8) | bytes[2 * at + 1]!).toString(16))
  return new URL(`http://[${groups.join(':')}]/`).hostname.slice(1, -1)
}

type Owner = { program: string; pid: number }

async function ownersOf(inodes: ReadonlySet<string>, { files, root }: ProcPlace): Promise<Map<string, Owner>> {
  const owners = new Map<string, Owner>()
  const processes = (await files.readdir(join(root, 'proc'))).filter((name) => /^\d+$/.test(name))
  for (const pid of processes) {
    if (owners.size === inodes.size) break
    const folder = join(root, 'proc', pid)
    for (const fd of await files.readdir(join(folder, 'fd')).catch(() => [])) {
      const leads = await files.readlink(join(folder, 'fd', fd)).catch(() => '')
      const inode = /^socket:\[(\d+)\]$/.exec(leads)?.[1]
      if (inode === undefined || !inodes.has(inode) || owners.has(inode)) continue
      owners.set(inode, { program: await programOf(folder, files), pid: Number(pid) })
    }
  }
  return owners
}

/** What Node calls its first thread: the thread's name, which says nothing of the program. */
const NODES_THREAD = 'MainThread'

/** `comm` is cut at 15 characters; the first argument, which is whole, is taken where it goes on from there. */
async function programOf(folder: string, files: Reads): Promise<string> {
  const comm = (await files.readFile(join(folder, 'comm'), 'utf8').catch(() => '')).trim()
  const first = (await files.readFile(join(folder, 'cmdline'), 'utf8').catch(() => '')).split('\0')[0] ?? ''
  const name = first.split('/').at(-1) ?? ''
  return comm === '' || comm === NODES_THREAD || name.startsWith(comm) ? name : comm
}

async function userNames({ files, root }: ProcPlace): Promise<Map<number, string>> {
  const text = await files.readFile(join(root, 'etc', 'passwd'), 'utf8').catch(() => '')
  const lines = text.split('\n').map((line) => line.split(':'))
  return new Map(
    lines.flatMap(([name, , uid]) => (name !== undefined && uid !== undefined ? [[Number(uid), name]] : []))
  )
}
