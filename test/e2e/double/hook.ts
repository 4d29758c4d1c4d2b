import { registerHooks } from 'node:module'

const double = new URL('./electron.ts', import.meta.url).href

// Both `import` in the main bundle and `require` in what Playwright evaluates.
registerHooks({
  resolve(specifier, context, next) {
    if (specifier !== 'electron' && !specifier.startsWith('electron/')) return next(specifier, context)
    return { url: double, format: 'module-typescript', shortCircuit: true }
  },
})
