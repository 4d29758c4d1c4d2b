import { createServer } from 'node:http'

/** What lies at the address of the name that passes: `node web-page.ts ADDRESS`. */
const address = process.argv[2] ?? '127.0.0.1'
const html = '<!doctype html><title>A shop</title><p>This page came from the address that the resolver gave.</p>\n'
createServer((_, response) => response.setHeader('content-type', 'text/html').end(html)).listen(80, address, () =>
  process.stdout.write('ready\n')
)
