import type { ReactNode } from 'react'
import { honeypotOf } from '../../../../core/settings/honeypot-page.ts'
import { DoorNote } from '../door-note.tsx'
import { Command } from '../point-machine.tsx'
import type { Around } from './row.ts'

/** Where the page is open, or why it is not; and what keeps names from it. */
export function HoneypotPageNotes({ form: { settings }, page }: Around): ReactNode {
  const elsewhere = settings.honeypotPage.on && honeypotOf(settings) === settings.honeypot
  return (
    <>
      {page.open !== null && <Command text={page.open} />}
      {page.note !== null && <DoorNote text={page.note} />}
      {elsewhere && <DoorNote text="The addresses above are set, so blocked names lead there and not to this page." />}
    </>
  )
}
