import type { DeskCalls } from '../../bench/parts/desk-calls.ts'
import { historyTable, recordsSince } from './history.ts'
import { LISTED, PASSES } from './house.ts'
import { HERE, HOUSE, NEIGHBOUR, ofHouse } from './machine.ts'
import type { Page } from './page.ts'

/** Another machine of the network asks: one that may, and one that may not. */
export async function fromNetwork({ page, desk }: { page: Page; desk: DeskCalls }): Promise<void> {
  page.chapter(
    'From another machine of the network',
    `The product opened to ${HERE}, for ${NEIGHBOUR} alone. It answers at the same port there.`
  )
  const from = Date.now()
  await desk.call('settings.change', { network: { addresses: [HERE], clients: [NEIGHBOUR] } })
  const ask = (address: string, args: string[]) => {
    const dig = ['-b', address, `@${HERE}`, '-p', '5335', ...args]
    page.run(...ofHouse('dig', dig), { as: `dig ${dig.join(' ')}` })
  }
  ask(NEIGHBOUR, [PASSES])
  ask(NEIGHBOUR, ['+short', LISTED])
  page.text('And one that is not on the list of networks:')
  ask(HOUSE, [PASSES])
  ask(HOUSE, ['+tcp', '+tries=1', PASSES])
  page.text(historyTable(await recordsSince(desk, from, { filter: `client:${NEIGHBOUR}`, until: LISTED })))
}
