import { isAbsolute } from 'node:path'
import { CallError } from '../../contract/fault.ts'
import { valueOf } from '../expect-value.ts'
import type { Handlers } from '../handlers.ts'
import { makeBackup } from './backup.ts'
import { cancelRestore, restoreState, stageBackup, stageUndo } from './restore.ts'

type BackupParts = { dataFolder: string; product: string; now(): number }

type OwnCalls = Extract<keyof Handlers, `backup.${string}`>

export function backupHandlers({ dataFolder, product, now }: BackupParts): Pick<Handlers, OwnCalls> {
  return {
    'backup.create': async ({ folder }) => {
      const request = { dataFolder, folder: absolute(folder, 'folder'), product, now: now() }
      return valueOf(await makeBackup(request))
    },
    'backup.check': async ({ path }) =>
      valueOf(await stageBackup(dataFolder, { path: absolute(path, 'path'), keep: false })),
    'backup.restore': async ({ path }) => {
      valueOf(await stageBackup(dataFolder, { path: absolute(path, 'path'), keep: true }))
      return restoreState(dataFolder)
    },
    'backup.undo': async () => {
      if (await stageUndo(dataFolder)) return restoreState(dataFolder)
      throw new CallError({ kind: 'not-found', message: 'no restore has replaced anything', field: null })
    },
    'backup.cancel': async () => {
      await cancelRestore(dataFolder)
      return restoreState(dataFolder)
    },
    'backup.state': () => restoreState(dataFolder),
  }
}

/** What a relative path is relative to is not to be seen on a screen. */
function absolute(path: string, field: string): string {
  if (isAbsolute(path)) return path
  const message = `${field}: write the whole path, beginning at the root of the disk`
  throw new CallError({ kind: 'bad-input', message, field })
}
