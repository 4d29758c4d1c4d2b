import react from '@vitejs/plugin-react'
import { createServer } from 'vite'

/** `node_modules/.bin/node test/preview/serve.mjs`: the desk in a browser, on invented answers. */
const server = await createServer({
  configFile: false,
  root: import.meta.dirname,
  plugins: [react()],
  server: { host: '127.0.0.1', port: 5197, strictPort: true, fs: { allow: ['../..'] } },
})
await server.listen()
console.log(server.resolvedUrls?.local[0])
