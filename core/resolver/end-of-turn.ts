/** What is to be done at the end of this turn of the thread's loop, in order. */
let waiting: (() => void)[] = []

/** Does it when everything that this turn reads has been dealt with, or sooner when somebody ends the turn. */
export function atEndOfTurn(work: () => void): void {
  if (waiting.length === 0) setImmediate(endOfTurn)
  waiting.push(work)
}

/** For whoever is about to work for long, or to close what others wait to use: what waits is done now. */
export function endOfTurn(): void {
  const due = waiting
  waiting = []
  for (const work of due) work()
}
