import reactHooks from 'eslint-plugin-react-hooks'
import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'
// Node 24 reads the types away; the fences stand in one place, which test/architecture checks whatever is disabled here.
import { coreOrder, forbidden, ipcFolder } from './test/architecture/fences.ts'

const code = ['**/*.ts', '**/*.tsx']
// A .d.ts tells of a module that others wrote.
const configs = ['**/*.config.ts', '**/*.config.js', '**/*.d.ts']

export default defineConfig(
  globalIgnores(['out', 'dist', 'coverage', 'test-results', 'playwright-report', 'test/architecture/fixtures']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'no-var': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      'no-restricted-syntax': ['error', defaultExport()],
    },
  },
  {
    files: code,
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/max-params': ['error', { max: 3 }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // Numbers belong into messages: "answered in 5 s".
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // A domain name is ASCII here: its characters are what `[...name]` gives.
      '@typescript-eslint/no-misused-spread': 'off',
      // A function may end in `return reply(...)`, and a callback may only set something.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // `async` alone turns what a handler throws into a rejection, which is what its port promises.
      '@typescript-eslint/require-await': 'off',
      // Ports are values made by functions, not classes: nothing in them reads `this`.
      '@typescript-eslint/unbound-method': 'off',
      // Libraries give back their own classes through their declared interfaces.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // The wire format and the encoders index bytes and tables whose bounds the loop has just checked.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  { files: ['renderer/**/*.{ts,tsx}'], extends: [reactHooks.configs.flat.recommended] },
  // Said of TanStack's hooks, which React's compiler (not used here) would leave alone.
  { files: ['renderer/**/*.{ts,tsx}'], rules: { 'react-hooks/incompatible-library': 'off' } },
  ...Object.keys(forbidden).map((part) => fence(`${part}/**/*.{ts,tsx}`, partFence(part))),
  ...coreOrder
    .filter((folder) => !folder.endsWith('.ts'))
    .map((folder) =>
      fence(`core/${folder}/**/*.ts`, {
        ...partFence('core'),
        patterns: [...partFence('core').patterns, laterThan(folder)],
      })
    ),
  {
    files: ['electron/**/*.ts'],
    ignores: [`${ipcFolder}**`],
    rules: {
      'no-restricted-imports': ['error', withIpcMain(partFence('electron'))],
      'no-restricted-syntax': ['error', defaultExport(), webContentsSend()],
    },
  },
  // Programs that a person starts talk to that person.
  { files: ['scripts/**', 'bench/**', 'test/**'], rules: { 'no-console': 'off' } },
  // The doubles and fakes of tests stand in for interfaces whose promises they need not await.
  {
    files: ['test/**/*.{ts,tsx}'],
    rules: { '@typescript-eslint/require-await': 'off', '@typescript-eslint/max-params': 'off' },
  },
  { files: configs, rules: { 'no-restricted-syntax': 'off' } }
)

function fence(files, restriction) {
  return { files: [files], rules: { 'no-restricted-imports': ['error', restriction] } }
}

function partFence(part) {
  const { packages, folders } = forbidden[part]
  const node = part === 'renderer' ? [{ group: ['node:*'], message: 'The renderer runs without Node.' }] : []
  return {
    paths: packages.map((name) => ({ name, message: `${part} does not import ${name}.` })),
    patterns: [
      { regex: `^(\\.\\./)+(${folders.join('|')})/`, message: `${part} does not import these folders.` },
      ...node,
    ],
  }
}

function laterThan(folder) {
  const later = coreOrder.slice(coreOrder.indexOf(folder) + 1).map((name) => (name.endsWith('.ts') ? name : `${name}/`))
  return { regex: `^(\\.\\./)+(${later.join('|')})`, message: `core/${folder} imports what stands before it.` }
}

function withIpcMain(restriction) {
  const ipcMain = { name: 'electron', importNames: ['ipcMain'], message: `ipcMain is used in ${ipcFolder} only.` }
  return { ...restriction, paths: [...restriction.paths, ipcMain] }
}

function defaultExport() {
  return { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' }
}

function webContentsSend() {
  return {
    selector: "CallExpression[callee.property.name='send'][callee.object.property.name='webContents']",
    message: `webContents.send is called in ${ipcFolder} only.`,
  }
}
