import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { CallError } from '../../../core/contract/fault.ts'
import { readCommandLine } from '../../../core/desk/command-line.ts'
import { productFiles, userDataFolder } from '../../../core/desk/places.ts'
import { startFault, workstationOptions } from '../../../core/desk/start.ts'
import { ownArguments } from '../../../electron/main/arguments.ts'
import { reachable, readWindowState, writeWindowState } from '../../../electron/main/window-state.ts'

const screens = [{ x: 0, y: 0, width: 1920, height: 1080 }]

describe("Electron's arguments", () => {
  it.each([
    ['from its folder', ['electron', '.', '--data', 'd'], false, ['--data', 'd']],
    ['as a package', ['/opt/workstation', '--data', 'd'], true, ['--data', 'd']],
    [
      'under a debugger',
      ['electron', '--no-sandbox', '--inspect=0', '--remote-debugging-port=0', '.', '--no-open'],
      false,
      ['--no-open'],
    ],
    ['by a person with a small graphics card', ['electron', '.', '--disable-gpu', '--no-open'], false, ['--no-open']],
  ])('are ours when it is started %s', (_how, argv, isPackaged, own) => {
    expect(ownArguments(argv, isPackaged)).toEqual(own)
  })
})

describe("the window's place", () => {
  async function folder(): Promise<string> {
    const made = await mkdtemp(join(tmpdir(), 'window-'))
    onTestFinished(() => rm(made, { recursive: true }))
    return made
  }

  it('is where it was left', async () => {
    const place = { x: 40, y: 30, width: 1200, height: 700, maximized: true }
    const kept = await folder()
    await writeWindowState(kept, place)
    expect(await readWindowState(kept, screens)).toEqual(place)
  })

  it.each([
    ['is missing', null],
    ['is cut short', '{"x":40,'],
    ['is too small to use', '{"width":10,"height":10,"maximized":false}'],
  ])('is the first one when its file %s', async (_how, text) => {
    const kept = await folder()
    if (text !== null) await writeFile(join(kept, 'window-state.json'), text)
    expect(await readWindowState(kept, screens)).toEqual({ width: 1360, height: 860, maximized: false })
  })

  it('is left to the system when its screen is gone', () => {
    const place = { x: 2400, y: 30, width: 1200, height: 700, maximized: false }
    expect(reachable(place, screens)).toEqual({ width: 1200, height: 700, maximized: false })
    expect(reachable(place, [...screens, { x: 1920, y: 0, width: 1920, height: 1080 }])).toEqual(place)
  })

  it('is left to the system when its title bar is out of reach', () => {
    const place = { x: 100, y: -50, width: 1200, height: 700, maximized: false }
    expect(reachable(place, screens)).not.toHaveProperty('y')
  })
})

describe('the start', () => {
  const line = readCommandLine(['--data', '/tmp/d', '--token', 't'])
  const options = workstationOptions('headless', line.ok ? line.value : expect.fail(), import.meta.filename)

  it("finds the product's own files from any depth", () => {
    const files = productFiles(import.meta.filename)
    expect(files.version).toMatch(/^\d+\.\d+\.\d+/)
    expect(files.resources.endsWith('resources')).toBe(true)
    expect(options).toMatchObject({ dataFolder: '/tmp/d', token: 't', dns: null, resourcesFolder: files.resources })
  })

  it.each([
    ['linux', {}, '/home/ana/.local/share/mlbridge-workstation'],
    ['linux', { XDG_DATA_HOME: '/data' }, '/data/mlbridge-workstation'],
    ['linux', { XDG_DATA_HOME: 'relative' }, '/home/ana/.local/share/mlbridge-workstation'],
    ['darwin', {}, '/home/ana/Library/Application Support/ML Bridge Workstation'],
  ] as const)('keeps data where %s with %j does', (platform, env, folder) => {
    expect(userDataFolder({ platform, env, home: '/home/ana' })).toBe(folder)
  })

  // What the system throws, and what the person reads.
  it.each([
    [
      { code: 'EADDRINUSE', syscall: 'bind', address: '127.0.0.1', port: 53 },
      '127.0.0.1:53 is in use by another program',
    ],
    [{ code: 'EACCES', syscall: 'listen', address: '::1', port: 80 }, '[::1]:80 may not be opened by this user'],
    [
      { code: 'EADDRNOTAVAIL', syscall: 'bind', address: '192.0.2.1', port: 53 },
      '192.0.2.1:53 is not an address of this machine',
    ],
    [{ code: 'EACCES', syscall: 'mkdir', path: '/tmp/d' }, 'the data folder /tmp/d cannot be written'],
    [{ code: 'EROFS', syscall: 'open', path: '/tmp/d/settings.json' }, 'the data folder /tmp/d cannot be written'],
    [{ code: 'ENOSPC', syscall: 'write' }, 'the data folder /tmp/d cannot be written: the disk is full'],
    [{ code: 'ENOTDIR', syscall: 'mkdir' }, 'a part of its path is a file, not a folder'],
  ])('says of %j what to do', (properties, message) => {
    expect(startFault(Object.assign(new Error('x'), properties), options)).toContain(message)
  })

  it('hands on what a part of the product says, and leaves a bug to the log', () => {
    const said = new CallError({ kind: 'unavailable', message: 'another workstation uses this folder', field: null })
    expect(startFault(said, options)).toBe('another workstation uses this folder')
    expect(startFault(new TypeError('x is undefined'), options)).toBeNull()
    expect(startFault('text', options)).toBeNull()
  })
})
