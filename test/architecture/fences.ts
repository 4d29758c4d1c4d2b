/** Where data may flow: a folder of core imports itself and what stands before it, never what stands behind it. */
export const coreOrder = [
  'system',
  'dns',
  'lists',
  'model',
  'verdict',
  'log',
  'certificate',
  'resolver',
  'query',
  'store',
  'analysis',
  'whois',
  'vetting',
  'honeypot',
  'dataset',
  'training',
  'registry',
  'settings',
  'contract',
  'desk',
  'workstation.ts',
]

/** The parts of the source tree, and what each may not import. */
export const forbidden: Record<string, { packages: string[]; folders: string[] }> = {
  core: { packages: ['electron', 'react', 'react-dom'], folders: ['renderer', 'electron', 'headless'] },
  renderer: { packages: ['electron'], folders: ['electron', 'headless'] },
  electron: { packages: [], folders: ['renderer', 'headless'] },
  headless: { packages: ['electron', 'react', 'react-dom'], folders: ['renderer', 'electron'] },
}

/** The only folder that may hear from and speak to the renderer. */
export const ipcFolder = 'electron/main/ipc/'

/** Of the packages that ship with the main bundle, the ones that a browser can run too. */
export const browserSafe = ['zod', 'tldts']

/** Names that exist in Node and not in a browser. */
export const nodeGlobals = ['Buffer', 'process', 'require', '__dirname', '__filename', 'setImmediate']
