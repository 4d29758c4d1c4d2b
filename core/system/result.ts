/** An expected failure is a value; a bug throws. `F` is a tagged union of what can go wrong, or a `Fault`. */
export type Result<T, F> = { ok: true; value: T } | { ok: false; fault: F }

/** A fault that a person reads: what was wrong, and where when that is known. */
export type Fault = { kind: string; message: string }

export function ok<T>(value: T): { ok: true; value: T } {
  return { ok: true, value }
}

export function failed<F>(fault: F): { ok: false; fault: F } {
  return { ok: false, fault }
}

/** Closes a switch over a tagged union: a new kind stops compiling where it is not handled. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`)
}
