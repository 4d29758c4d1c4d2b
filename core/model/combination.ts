const STEPS = 30
const RIDGE = 1e-6

/**
 * The weight of each head and an intercept that minimise the loss of names that no head learnt from (stacking: Wolpert, 1992). The loss is convex;
 * Newton's method finds its minimum.
 */
export function combinationOf(
  heads: readonly Float32Array[],
  labels: ArrayLike<number>
): { weights: number[]; intercept: number } {
  const size = heads.length + 1
  const found = new Float64Array(size).fill(1 / heads.length)
  found[size - 1] = 0
  for (let step = 0; step < STEPS; step++) {
    const { gradient, curvature } = slopesAt(heads, labels, found)
    const move = solved(curvature, gradient)
    let largest = 0
    move.forEach((by, at) => {
      found[at]! -= Math.max(-1, Math.min(1, by))
      largest = Math.max(largest, Math.abs(by))
    })
    if (largest < 1e-9) break
  }
  return { weights: [...found.subarray(0, size - 1)], intercept: found[size - 1]! }
}

function slopesAt(heads: readonly Float32Array[], labels: ArrayLike<number>, at: Float64Array) {
  const size = at.length
  const gradient = new Float64Array(size)
  const curvature = Array.from({ length: size }, () => new Float64Array(size))
  const row = new Float64Array(size).fill(1)
  for (let name = 0; name < labels.length; name++) {
    heads.forEach((logits, head) => (row[head] = logits[name]!))
    const logit = row.reduce((sum, value, cell) => sum + value * at[cell]!, 0)
    const p = 1 / (1 + Math.exp(-logit))
    for (let i = 0; i < size; i++) {
      gradient[i]! += ((p - labels[name]!) * row[i]!) / labels.length
      for (let j = 0; j < size; j++) curvature[i]![j]! += (p * (1 - p) * row[i]! * row[j]!) / labels.length
    }
  }
  // Heads that say the same would have no single solution.
  for (let i = 0; i < size; i++) {
    gradient[i]! += RIDGE * at[i]!
    curvature[i]![i]! += RIDGE
  }
  return { gradient, curvature }
}

/** Gauss and Jordan; the matrix is positive definite, so that no pivot is zero. */
function solved(matrix: readonly Float64Array[], right: Float64Array): Float64Array {
  const rows = matrix.map((row, at) => [...row, right[at]!])
  rows.forEach((row, pivot) => {
    const by = row[pivot]!
    for (let cell = 0; cell < row.length; cell++) row[cell]! /= by
    for (const other of rows) {
      if (other === row) continue
      const times = other[pivot]!
      for (let cell = 0; cell < row.length; cell++) other[cell]! -= times * row[cell]!
    }
  })
  return Float64Array.from(rows, (row) => row.at(-1)!)
}
