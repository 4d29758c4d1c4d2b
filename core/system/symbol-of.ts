/** The symbol under which something keeps what it keeps to itself, by its description; null where it has none. A class of Node that has changed inside is seen by that. */
export function symbolOf(owner: object, description: string): symbol | null {
  return Object.getOwnPropertySymbols(owner).find((one) => one.description === description) ?? null
}
