import type { Restored } from './taking.ts'

/** What was put back, a line each, for a person. */
export function tellRestored({ journal, undone }: Restored): string[] {
  if (journal === null) return ["This machine's DNS settings are not the workstation's: there is nothing to put back."]
  return [
    `This machine asked ${journal.target.host} port ${journal.target.port} since ${journal.takenAt} (${journal.governor}).`,
    ...undone.map((one) => {
      if (one.how === 'restored') return `${one.what}: put back as it was`
      if (one.how === 'as-before') return `${one.what}: stands as it was`
      return `${one.what}: left alone, somebody else has changed it since (${one.found})`
    }),
  ]
}
