/** So long each server is asked before it counts: what a runtime compiles while it runs is not what a server costs that runs for days. */
export const WARM_UP_SECONDS = 5
