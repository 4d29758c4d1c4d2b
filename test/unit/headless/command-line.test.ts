import { describe, expect, it } from 'vitest'
import { readCommandLine, usage } from '../../../core/desk/command-line.ts'

describe('the command line', () => {
  it('leaves to the settings what it does not say', () => {
    expect(readCommandLine([])).toEqual({
      ok: true,
      value: {
        headless: false,
        open: true,
        data: null,
        dns: null,
        upstreams: [],
        desk: null,
        plugin: null,
        token: null,
        modelAction: null,
        dot: null,
        doh: null,
        store: { kind: 'duckdb' },
        help: false,
      },
    })
  })

  it('reads every door', () => {
    const line =
      '--headless --no-open --data d --dns 127.0.0.1:5390 --upstream 127.0.0.1:5399 --upstream 192.0.2.1 --upstream [2001:db8::1]:53 ' +
      '--desk localhost:8390 --plugin [::1]:8391 --token t --dot 8853 --doh 8443 --model-action observe --store http://127.0.0.1:9200'
    expect(readCommandLine(line.split(' '))).toEqual({
      ok: true,
      value: {
        headless: true,
        open: false,
        data: 'd',
        dns: { host: '127.0.0.1', port: 5390 },
        upstreams: ['127.0.0.1:5399', '192.0.2.1', '[2001:db8::1]:53'],
        desk: { host: '127.0.0.1', port: 8390 },
        plugin: { host: '::1', port: 8391 },
        token: 't',
        modelAction: 'observe',
        dot: 8853,
        doh: 8443,
        store: { kind: 'elasticsearch', url: 'http://127.0.0.1:9200' },
        help: false,
      },
    })
  })

  // What is typed, and what the person reads.
  it.each([
    ['--upsteam 127.0.0.1', "Unknown option '--upsteam'; --help shows the options"],
    ['start', 'Unexpected argument'],
    ['--dns', "Option '--dns <value>' argument missing"],
    ['--headless=yes', "Option '--headless' does not take an argument"],
    ['--dns 53', '--dns: "53" is not HOST:PORT'],
    ['--dns 127.0.0.1:70000', '--dns: "127.0.0.1:70000" is not HOST:PORT'],
    ['--dns my-host:53', '--dns: "my-host:53" is not HOST:PORT with an address as its host'],
    ['--desk ::1:8390', '--desk: "::1:8390" is not HOST:PORT'],
    ['--upstream dns.example', '--upstream: "dns.example" is no address and port; write it like 192.0.2.1:53'],
    ['--token a/b', '--token: use letters, digits'],
    ['--token=', '--token: use letters, digits'],
    ['--model-action maybe', '--model-action: write block or observe'],
    ['--store sqlite', '--store: "sqlite" is neither duckdb nor an http address'],
    ['--data=', '--data: name a folder'],
  ])('refuses %s', (line, message) => {
    const read = readCommandLine(line.split(' '))
    expect(read.ok ? read.value : read.fault.message).toEqual(expect.stringContaining(message))
  })

  it('shows all its options', () => {
    expect(usage()).toContain('--model-action block|observe')
  })
})
