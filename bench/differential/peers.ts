import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../parts/free-port.ts'
import { startServer, type Server } from '../parts/server-process.ts'

type Upstreams = { root: number; lab: number }

/** unbound as a forwarder to the same two upstreams, without validation, and with nothing left out of what an upstream says. */
export async function startForwardingUnbound(
  folder: string,
  core: string,
  { root, lab }: Upstreams
): Promise<{ server: Server; port: number }> {
  const port = await freePort()
  const file = join(folder, 'unbound.conf')
  writeFileSync(
    file,
    `server:
  interface: 127.0.0.1@${port}
  port: ${port}
  num-threads: 1
  do-daemonize: no
  use-syslog: no
  logfile: ""
  verbosity: 1
  chroot: ""
  username: ""
  directory: "${folder}"
  pidfile: "${join(folder, 'unbound.pid')}"
  module-config: "iterator"
  do-not-query-localhost: no
  minimal-responses: no
  rrset-roundrobin: no
  max-udp-size: 65535
  ede: yes
  outgoing-range: 512
  num-queries-per-thread: 512
forward-zone:
  name: "."
  forward-addr: 127.0.0.1@${root}
forward-zone:
  name: "lab."
  forward-addr: 127.0.0.1@${lab}
remote-control:
  control-enable: no
`
  )
  return {
    server: await startServer({ core, command: 'unbound', args: ['-d', '-c', file], ready: /start of service/ }),
    port,
  }
}
