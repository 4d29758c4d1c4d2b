import { describe, expect, it } from 'vitest'
import { createServing } from '../../../core/desk/serving.ts'
import type { ModelThread } from '../../../core/model/model-thread.ts'
import type { Registry } from '../../../core/registry/registry.ts'

const card = { id: 'shipped-one', title: 'Shipped', thresholds: { unsure: 0.4, malicious: 0.9 } }

function serving(registry: object, serve: () => unknown = () => ({ ok: true, value: null })) {
  const said: string[] = []
  const parts = [registry as Registry, { serve: async () => serve() } as unknown as ModelThread] as const
  return { said, serving: createServing(...parts, (text) => said.push(text)) }
}

const usable = { serving: async () => ({ card, folder: '/models/shipped-one' }) }

describe('the model that serves after a start', () => {
  it('is the promoted one, and nothing has to be said', async () => {
    const { said, serving: served } = serving({ ...usable, promotedId: 'shipped-one' })
    await served.begin()
    expect([served.band, served.fault, said]).toEqual([{ modelId: 'shipped-one', ...card.thresholds }, null, []])
  })

  it('is another one where the promoted one is damaged, and a person is told', async () => {
    const all = async () => [{ kind: 'refused', id: 'mine', reason: 'its weights are damaged' }]
    const { said, serving: served } = serving({ ...usable, all, promotedId: 'mine' })
    await served.begin()
    expect(said).toEqual(['The promoted model mine cannot serve: its weights are damaged. shipped-one serves instead.'])
    expect(served.card?.id).toBe('shipped-one')
  })

  it('is another one where the promoted one was taken away', async () => {
    const { said, serving: served } = serving({ ...usable, all: async () => [], promotedId: 'mine' })
    await served.begin()
    expect(said).toEqual(['The promoted model mine cannot serve: it is gone. shipped-one serves instead.'])
  })

  it('is none where none can, and the reason stands', async () => {
    const { serving: served } = serving({ serving: async () => null, promotedId: null })
    await served.begin()
    expect([served.card, served.fault]).toEqual([
      null,
      'there is no model that can serve; names on no list pass unscored',
    ])
  })
})
