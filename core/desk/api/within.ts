/** What `work` comes to, or null when that takes longer than `ms` or fails; a failure is reported. */
export async function within<T>(ms: number, work: Promise<T>, report: (bug: unknown) => void): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((resolve) => (timer = setTimeout(resolve, ms, null)))
  const told = work.catch((bug: unknown) => {
    report(bug)
    return null
  })
  const first = await Promise.race([told, late])
  clearTimeout(timer)
  return first
}
