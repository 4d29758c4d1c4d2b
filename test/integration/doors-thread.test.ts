import { expect, it } from 'vitest'
import { NO_DOORS, type DoorState } from '../../core/resolver/doors/config.ts'
import { createDoors } from '../../core/resolver/doors/doors.ts'

it('the thread of the doors may be asked for as long as it lives, and nothing of it piles up', async () => {
  const warnings: string[] = []
  const note = (warning: Error): void => void warnings.push(warning.message)
  process.on('warning', note)
  let states: DoorState[] = []
  const doors = createDoors({ receiver: { receive: () => false }, onChange: (now) => (states = now) })
  for (let asked = 0; asked < 12; asked++)
    await doors.follow({ ...NO_DOORS, plain: { port: 0, path: '/dns-query' } }, 0)
  expect(states.find(({ kind }) => kind === 'plain')?.open[0]).toMatch(/^127\.0\.0\.1:\d+$/)
  await doors.close()
  process.off('warning', note)
  expect(warnings).toEqual([])
})
