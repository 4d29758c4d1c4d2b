import { appendFile, mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import type { Clock } from '../system/clock.ts'
import { errorCode, fileFault } from '../system/file-fault.ts'

/** One line a promotion, never changed. `anyway` holds what stood against it and why it was done all the same. */
export const promotionSchema = z.object({
  time: z.number(),
  actor: z.string().max(100),
  from: z.string().nullable(),
  to: z.string(),
  anyway: z.object({ reasons: z.array(z.string()), note: z.string().max(1000) }).nullable(),
})
export type Promotion = z.infer<typeof promotionSchema>

/** Which model took which one's place. */
export interface Promotions {
  /** Oldest first. */
  readonly all: readonly Promotion[]
  servedBefore(modelId: string): boolean
  /** On the disk when it resolves. */
  add(promotion: Omit<Promotion, 'time'>): Promise<void>
  readonly notices: readonly string[]
}

export async function openPromotions({ file, clock }: { file: string; clock: Clock }): Promise<Promotions> {
  await mkdir(dirname(file), { recursive: true })
  const notices: string[] = []
  const all: Promotion[] = []
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (errorCode(error) !== 'ENOENT') notices.push(`${file} cannot be read: ${fileFault(error)}`)
    return ''
  })
  for (const [at, line] of text.split('\n').entries()) {
    if (line === '') continue
    const promotion = parsed(line)
    if (promotion === null) notices.push(`${file}, line ${at + 1} holds no promotion and is passed over`)
    else all.push(promotion)
  }
  // A line that a crash cut short must not swallow the next one.
  let torn = text !== '' && !text.endsWith('\n')
  let turn: Promise<unknown> = Promise.resolve()

  return {
    all,
    notices,
    servedBefore: (modelId) => all.some(({ from, to }) => from === modelId || to === modelId),
    add(given) {
      const promotion = { time: clock.now(), ...given }
      const mine = turn.then(async () => {
        await appendFile(file, `${torn ? '\n' : ''}${JSON.stringify(promotion)}\n`, { mode: 0o600, flush: true })
        torn = false
        all.push(promotion)
      })
      turn = mine.catch(() => undefined)
      return mine
    },
  }
}

function parsed(line: string): Promotion | null {
  try {
    return promotionSchema.safeParse(JSON.parse(line)).data ?? null
  } catch {
    return null
  }
}
