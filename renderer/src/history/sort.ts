import { nameSortSchema, type NameSort } from '../../../core/analysis/views.ts'

const DEFAULT_SORT: NameSort = { by: 'count', descending: true }

/** From the address: 'count' ascending, '-count' descending. */
export function parseSort(text: string | undefined): NameSort {
  if (text === undefined) return DEFAULT_SORT
  const descending = text.startsWith('-')
  const read = nameSortSchema.safeParse({ by: descending ? text.slice(1) : text, descending })
  return read.success ? read.data : DEFAULT_SORT
}

export function formatSort({ by, descending }: { by: string; descending: boolean }): string {
  return descending ? `-${by}` : by
}
