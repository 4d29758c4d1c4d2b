import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** `npx vite --config test/preview/vite.config.ts`: the desk in a browser, on invented answers. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  server: { host: '127.0.0.1', port: 5197, strictPort: true, fs: { allow: ['../..'] } },
})
