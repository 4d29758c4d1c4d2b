import { execFileSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeBackup } from '../../../core/desk/backup/backup.ts'
import { partOf } from '../../../core/desk/backup/parts.ts'
import { applyRestore, cancelRestore, restoreState, stageBackup, stageUndo } from '../../../core/desk/backup/restore.ts'
import { given } from '../machine-dns/scratch.ts'

const LONG = `models/${'network-'.repeat(8)}20261123/${'weights-of-a-layer-'.repeat(3)}.bin`
const FILES: Record<string, string> = {
  'settings.json': '{"scoreWaitMs":70,"fromANewerVersion":true}',
  'decisions.jsonl': '{"id":1}\n{"id":2}\n',
  'lists/index.json': '{"version":1,"lists":[{"id":"a"}]}',
  'lists/a.txt': 'x'.repeat(1500),
  'models/linear-1/card.json': '{}',
  [LONG]: 'weights',
  'log/2026-11-25.duckdb': 'the log stays out',
  'whois/com.json': 'and so do answers of registries',
}

let data: string

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'mlbridge-backup-'))
  for (const [path, text] of Object.entries(FILES)) await put(path, text)
})
afterEach(() => rm(data, { recursive: true, force: true }))

async function put(path: string, text: string): Promise<void> {
  await mkdir(join(data, path, '..'), { recursive: true })
  await writeFile(join(data, path), text)
}

const back = () =>
  makeBackup({ dataFolder: data, folder: join(data, 'backups'), product: '0.1.0', now: 1_795_600_000_000 })
const text = (path: string) => readFile(join(data, path), 'utf8')

test('a backup holds everything but the log, and any tar reads it', async () => {
  const { path, files } = given(await back())
  const listed = execFileSync('tar', ['-tzf', path], { encoding: 'utf8' }).trim().split('\n').sort()
  const wanted = Object.keys(FILES).filter((one) => !one.startsWith('log/') && !one.startsWith('whois/'))
  expect(listed).toEqual([...wanted, 'backup.json'].sort())
  expect(files).toBe(wanted.length)
  expect(execFileSync('tar', ['-xzOf', path, LONG], { encoding: 'utf8' })).toBe('weights')
})

test('a restore happens at the next start, replaces all of it, and comes back as a whole', async () => {
  const { path } = given(await back())
  await put('settings.json', '{"scoreWaitMs":20}')
  await put('decisions.jsonl', '{"id":9}\n')
  await put('overrides.jsonl', '{"id":1}\n')
  expect(given(await stageBackup(data, { path, keep: false }))).toMatchObject({ decisions: 2, lists: 1, models: 2 })
  expect((await restoreState(data)).waiting).toBeNull()
  given(await stageBackup(data, { path, keep: true }))
  expect(await text('decisions.jsonl')).toBe('{"id":9}\n')
  expect((await restoreState(data)).waiting).toMatchObject({ from: path })

  expect(await applyRestore(data, 5000)).toContain(`Restored from ${path}`)
  expect([await text('settings.json'), await text('decisions.jsonl'), await text(LONG)]).toEqual([
    FILES['settings.json'],
    FILES['decisions.jsonl'],
    'weights',
  ])
  await expect(text('overrides.jsonl')).rejects.toThrow()
  expect(await text('log/2026-11-25.duckdb')).toBe('the log stays out')
  expect(await restoreState(data)).toEqual({ waiting: null, undo: { at: 5000, from: path } })
  expect(await applyRestore(data, 6000)).toBeNull()

  expect(await stageUndo(data)).toBe(true)
  await applyRestore(data, 7000)
  expect([await text('settings.json'), await text('overrides.jsonl')]).toEqual(['{"scoreWaitMs":20}', '{"id":1}\n'])
})

test('a restore that was cut off between two parts goes on at the next start', async () => {
  const { path } = given(await back())
  await put('decisions.jsonl', '{"id":9}\n')
  given(await stageBackup(data, { path, keep: true }))
  const before = `${data}-as-staged`
  await cp(data, before, { recursive: true })
  await applyRestore(data, 5000)
  const whole = await picture(data)
  // As if the power had gone after the first parts: settings and decisions have come, the rest has not.
  await rm(data, { recursive: true, force: true })
  await cp(before, data, { recursive: true })
  await mkdir(join(data, 'before-restore'))
  await writeFile(join(data, 'restore', 'begun'), '{}')
  for (const part of ['settings.json', 'decisions.jsonl']) {
    await cp(join(data, part), join(data, 'before-restore', part))
    await cp(join(data, 'restore', part), join(data, part))
    await rm(join(data, 'restore', part))
  }
  await applyRestore(data, 5000)
  expect(await picture(data)).toEqual(whole)
  expect(await readFile(join(data, 'before-restore', 'decisions.jsonl'), 'utf8')).toBe('{"id":9}\n')
  await rm(before, { recursive: true })
})

test('what waits can be called off', async () => {
  const { path } = given(await back())
  given(await stageBackup(data, { path, keep: true }))
  await cancelRestore(data)
  expect(await applyRestore(data, 1)).toBeNull()
})

test.each([
  ['cut off', async (path: string) => truncate(path, 300), 'it is not a whole gzip file'],
  ['no archive', async (path: string) => writeFile(path, gzipSync(Buffer.alloc(2048, 'x'))), 'not a backup'],
  ['empty', async (path: string) => writeFile(path, ''), 'it is not a whole gzip file'],
  ['gone', async (path: string) => rm(path), 'cannot be read: it does not exist'],
  [
    'changed',
    async (path: string) => writeFile(path, gzipSync(swapped(gunzipSync(await readFile(path))))),
    '"lists/a.txt" is damaged',
  ],
])('a file that is %s is refused in words, and nothing is touched', async (_, harm, said) => {
  const good = given(await back()).path
  given(await stageBackup(data, { path: good, keep: true }))
  const path = `${good}.harmed`
  await cp(good, path)
  await harm(path)
  // What waits for the next start waits on.
  const before = await picture(data)
  const checked = await stageBackup(data, { path, keep: true })
  expect(checked).toMatchObject({ ok: false, fault: { message: expect.stringContaining(said) as string } })
  expect(await picture(data)).toEqual(before)
})

test('a file that unpacks to more than there is room for is refused before it fills the disk', async () => {
  const { path } = given(await back())
  const before = await picture(data)
  const checked = await stageBackup(data, { path, keep: true, room: async () => 1600 })
  expect(checked).toMatchObject({ ok: false, fault: { message: expect.stringContaining('room for') as string } })
  expect(await picture(data)).toEqual(before)
})

test('settings that do not fit are refused with their field', async () => {
  await put('settings.json', '{"scoreWaitMs":-1}')
  const { path } = given(await back())
  const checked = await stageBackup(data, { path, keep: true })
  expect(checked).toMatchObject({ ok: false, fault: { message: expect.stringContaining('scoreWaitMs') as string } })
})

test('a folder that cannot be written is said', async () => {
  const made = await makeBackup({ dataFolder: data, folder: join(data, 'settings.json'), product: '0', now: 0 })
  expect(made).toMatchObject({ ok: false, fault: { kind: 'unavailable' } })
})

test.each([
  '../settings.json',
  '/etc/passwd',
  'lists/../../x',
  'lists',
  'log/a',
  'settings.json/x',
  'lists/a\\b',
  'models/./x',
])('an archive’s "%s" belongs to no part', (path) => expect(partOf(path)).toBeNull())

async function picture(folder: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile())
      found[join(entry.parentPath, entry.name).slice(folder.length)] = await readFile(
        join(entry.parentPath, entry.name),
        'utf8'
      )
  return found
}

function swapped(tar: Buffer): Buffer {
  tar[tar.indexOf('xxxx')] = 'y'.charCodeAt(0)
  return tar
}
