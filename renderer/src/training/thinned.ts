/** At most about so many, evenly, the first and the last always among them: a chart has no more columns than that. */
export function thinned<T>(points: readonly T[], most: number): readonly T[] {
  if (points.length <= most) return points
  const step = (points.length - 1) / (most - 1)
  return Array.from({ length: most }, (_, i) => points[Math.round(i * step)]).filter(
    (point): point is T => point !== undefined
  )
}
