/** An event of Electron's: listeners may prevent what it announces. */
export type Cancelable = { defaultPrevented: boolean; preventDefault(): void }

export function cancelable<T extends object>(extra: T): T & Cancelable {
  return {
    ...extra,
    defaultPrevented: false,
    preventDefault() {
      this.defaultPrevented = true
    },
  }
}
