import { readFileSync } from 'node:fs'
import { createServer as createPlain, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo, Server } from 'node:net'
import { fileURLToPath } from 'node:url'

const pem = (name: string) => readFileSync(fileURLToPath(new URL(`../../fixtures/tls/${name}`, import.meta.url)))

/** The authority that signed the server's certificate: given to who is to trust it. */
export const AUTHORITY = pem('ca.pem').toString()

/** A server of lists on loopback. */
export interface ListServer extends AsyncDisposable {
  /** 'https://127.0.0.1:PORT' */
  readonly url: string
  /** What was asked, in order. */
  readonly asked: IncomingMessage[]
  /** From here on it answers so. */
  answer: (request: IncomingMessage, response: ServerResponse) => void
}

export async function openListServer(kind: 'https' | 'http' = 'https'): Promise<ListServer> {
  const asked: IncomingMessage[] = []
  const listener: RequestListener = (request, response) => {
    asked.push(request)
    list.answer(request, response)
  }
  const server: Server & { closeAllConnections(): void } =
    kind === 'https'
      ? createServer({ key: pem('server.key'), cert: pem('server.pem') }, listener)
      : createPlain(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const { port } = server.address() as AddressInfo
  const list: ListServer = {
    url: `${kind}://127.0.0.1:${port}`,
    asked,
    answer: (_request, response) => void response.writeHead(404).end(),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return list
}
