import type { BrokenLine, ListSummary } from '../../../core/lists/list.ts'
import { asRejection, type Answers, type FakeBridge } from '../../fakes/bridge.ts'

const HOUR = 3_600_000

/** Lists of invented names; a path that holds 'missing' cannot be read. */
export function listAnswers(tell: () => FakeBridge): Answers {
  const now = Date.now()
  const plain = { answer: 'usual' as const, fetching: null }
  const base = {
    ...plain,
    enabled: true,
    repeated: 0,
    broken: 0,
    localData: 0,
    bytes: 210_400,
    fault: null,
    addedAt: now - 90 * HOUR,
  }
  const removed: ListSummary[] = []
  const lists: ListSummary[] = [
    {
      ...base,
      id: 'ads',
      name: 'Trackers and advertisements',
      effect: 'block',
      format: 'hosts',
      source: '/home/analyst/lists/trackers.hosts',
      loadedAt: now - 2 * HOUR,
      names: 148_210,
      repeated: 1204,
      broken: 340,
      hits: 18_422,
    },
    {
      ...base,
      id: 'phish',
      name: 'Phishing of the week',
      effect: 'block',
      format: 'domains',
      source: '/home/analyst/lists/phishing-week.txt',
      loadedAt: now - 26 * HOUR,
      names: 12_045,
      hits: 31,
      fault: 'the file is not there any more',
    },
    {
      ...base,
      id: 'partners',
      name: 'Partners and own services',
      effect: 'allow',
      format: 'domains',
      source: 'pasted',
      loadedAt: now - 70 * HOUR,
      names: 42,
      hits: 5120,
    },
    {
      ...base,
      id: 'trap',
      name: 'Sinkholed campaigns',
      effect: 'honeypot',
      format: 'domains',
      source: '/home/analyst/lists/campaigns.txt',
      enabled: false,
      loadedAt: now - 5 * HOUR,
      names: 310,
      hits: 0,
    },
  ]
  const changed = () => setTimeout(() => tell().emit('stale', { what: ['lists'] }), 5)
  const find = (id: string) => {
    const list = lists.find((one) => one.id === id)
    if (list === undefined)
      throw asRejection({ kind: 'not-found', message: 'there is no such list any more', field: null })
    return list
  }
  const broken = (count: number): BrokenLine[] =>
    Array.from({ length: count }, (_, i) => ({
      line: 17 + i * 431,
      text: i % 2 === 0 ? `0.0.0.0 bad_${i}..quietharbor.example` : `||ads${i}.pixelriver.example^$third-party`,
      reason: i % 2 === 0 ? 'it has an empty label' : 'an Adblock rule; this file is read as a hosts file',
    }))
  return {
    'lists.all': () => lists,
    'lists.preview': ({ source }) => {
      if (source.kind === 'file' && source.path.includes('missing'))
        throw asRejection({ kind: 'not-found', message: `there is no file ${source.path}`, field: 'source.path' })
      const sample = [
        'ads.quietharbor.example',
        'track.pixelriver.example',
        'beacon.tidalvector.example',
        'metrics.northstone.example',
      ]
      return { format: 'hosts', names: 9120, repeated: 14, broken: 3, localData: 0, brokenLines: broken(3), sample }
    },
    'lists.add': ({ name, effect, source }) => {
      const list: ListSummary = {
        ...base,
        id: `list-${lists.length}`,
        name,
        effect,
        format: 'hosts',
        source: source.kind === 'file' ? source.path : source.kind === 'address' ? source.url : 'pasted',
        addedAt: Date.now(),
        loadedAt: Date.now(),
        names: 9120,
        broken: 3,
        hits: 0,
      }
      lists.push(list)
      changed()
      return list
    },
    'lists.change': ({ id, ...change }) => {
      const list = Object.assign(
        find(id),
        Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
      )
      changed()
      return list
    },
    'lists.reload': ({ id }) => {
      const list = Object.assign(find(id), { loadedAt: Date.now(), fault: null })
      changed()
      return list
    },
    'lists.remove': ({ id }) => {
      removed.push(...lists.splice(lists.indexOf(find(id)), 1))
      changed()
      return {}
    },
    'lists.restore': ({ id }) => {
      const list = removed.find((one) => one.id === id)!
      lists.push(list)
      changed()
      return list
    },
    'lists.brokenLines': ({ id, offset, limit }) => {
      const all = broken(find(id).broken)
      return { lines: all.slice(offset, offset + limit), total: all.length }
    },
    'files.choose': () => ({ kind: 'not-available' }),
  }
}
