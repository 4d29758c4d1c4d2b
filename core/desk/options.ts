import type { WatchdogProgram } from '../system/machine-dns/lease.ts'

/** What the command line and the shell decide; the settings file decides the rest. */
export type WorkstationOptions = {
  shell: 'electron' | 'headless'
  version: string
  /** Made when missing. */
  dataFolder: string
  /** The folder `resources/` as shipped. */
  resourcesFolder: string
  /** 'host:port'; null takes 127.0.0.1:53 where it may be bound, else 127.0.0.1:5335. */
  dns: string | null
  /** Ports of DNS over TLS and DNS over HTTPS from the command line, 0 for any free one; null leaves it to the settings. */
  dot: number | null
  doh: number | null
  /** From the command line, as the settings have them; empty leaves it to the settings. */
  upstreams: string[]
  /** 'host:port' of the plugin's HTTP endpoint; null takes a free loopback port. */
  plugin: string | null
  /** From the command line; null leaves it to the settings. */
  modelAction: 'block' | 'observe' | null
  store: { kind: 'duckdb' } | { kind: 'elasticsearch'; url: string }
  /** Who was asked before this machine asked here; null or absent while it does not. */
  machineServers?: () => readonly string[] | null
  /** Bearer token of the JSON API and of the browser's first visit. */
  token: string
}

/** What a shell brings that core has not. */
export interface ShellParts {
  /** Takes a bug with its stack, or a text that a person should know of, to where this shell logs. */
  report(problem: unknown): void
  /** How this shell starts the watchdog of the machine's DNS settings; Node, where it is left out. */
  watchdog?: WatchdogProgram
  chooseFiles(request: {
    title: string
    several: boolean
  }): Promise<{ kind: 'chosen'; paths: string[] } | { kind: 'cancelled' } | { kind: 'not-available' }>
}
