import { useQueries } from '@tanstack/react-query'
import { useCallback } from 'react'
import type { DataFileAnswer } from '../../../core/dataset/inspection.ts'
import { useBridge } from '../wire/bridge.ts'
import { asFault } from '../wire/fault.ts'

/** What each data file seems to be, by its path; a path is missing while its file is read. */
export function useInspections(paths: readonly string[]): ReadonlyMap<string, DataFileAnswer> {
  const bridge = useBridge()
  const combine = useCallback(
    (results: readonly { data: DataFileAnswer | undefined }[]) =>
      new Map(
        results.flatMap(({ data }) =>
          data === undefined ? [] : [[data.kind === 'readable' ? data.file.path : data.path, data] as const]
        )
      ),
    []
  )
  return useQueries({
    queries: [...new Set(paths)].map((path) => ({
      queryKey: ['training.inspect', { path }] as const,
      queryFn: () => inspect(path),
      staleTime: 5000,
    })),
    combine,
  })

  async function inspect(path: string): Promise<DataFileAnswer> {
    try {
      const answer = await bridge.call('training.inspect', { path })
      // Known by the path that was written, whatever form of it the answer has.
      return answer.kind === 'readable' ? { kind: 'readable', file: { ...answer.file, path } } : { ...answer, path }
    } catch (thrown) {
      return { kind: 'unreadable', path, message: asFault(thrown).message }
    }
  }
}
