import { isBuiltin } from 'node:module'
import ts from 'typescript'
import { nodeGlobals } from './fences.ts'

export type Import = { specifier: string; typeOnly: boolean; line: number }
export type Mention = { text: string; line: number }

/** What the fences ask of a file. Comments are not part of it, so a disabled lint rule changes nothing here. */
export type SourceFile = {
  /** From the root of the tree, with `/`. */
  path: string
  imports: Import[]
  /** A .d.ts has none: it tells of a module that others wrote. */
  defaultExports: number[]
  ipcMain: number[]
  sends: Mention[]
  nodeGlobals: Mention[]
}

export function readSource(path: string, text: string): SourceFile {
  const kind = path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, kind)
  const facts: SourceFile = { path, imports: [], defaultExports: [], ipcMain: [], sends: [], nodeGlobals: [] }
  const visit = (node: ts.Node): void => {
    const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1
    const found = importOf(node)
    if (found) facts.imports.push({ ...found, line })
    if (!path.endsWith('.d.ts') && isDefaultExport(node)) facts.defaultExports.push(line)
    if (ts.isIdentifier(node) && node.text === 'ipcMain') facts.ipcMain.push(line)
    if (isSend(node, source)) facts.sends.push({ text: node.getText(source).split('(')[0] ?? '', line })
    if (isNodeGlobal(node)) facts.nodeGlobals.push({ text: node.getText(source), line })
    ts.forEachChild(node, visit)
  }
  visit(source)
  return facts
}

export function isNodeModule(specifier: string): boolean {
  return isBuiltin(specifier)
}

/** `lodash/get` -> `lodash`, `@scope/name/x` -> `@scope/name`; undefined for paths. */
export function packageOf(specifier: string): string | undefined {
  if (specifier.startsWith('.') || specifier.startsWith('/')) return undefined
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

function importOf(node: ts.Node): Omit<Import, 'line'> | undefined {
  if (ts.isImportDeclaration(node)) return literal(node.moduleSpecifier, isTypeOnly(node.importClause))
  if (ts.isExportDeclaration(node)) return literal(node.moduleSpecifier, node.isTypeOnly)
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return literal(node.argument.literal, true)
  if (ts.isExternalModuleReference(node)) return literal(node.expression, false)
  if (ts.isCallExpression(node) && loadsModule(node.expression)) return literal(node.arguments[0], false)
  return undefined
}

// `import { type A } from 'x'` still loads x under verbatimModuleSyntax; only `import type` is erased.
function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  return clause?.phaseModifier === ts.SyntaxKind.TypeKeyword
}

function loadsModule(callee: ts.Expression): boolean {
  return callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require')
}

function literal(node: ts.Node | undefined, typeOnly: boolean): Omit<Import, 'line'> | undefined {
  return node && ts.isStringLiteralLike(node) ? { specifier: node.text, typeOnly } : undefined
}

function isDefaultExport(node: ts.Node): boolean {
  if (ts.isExportAssignment(node)) return true
  if (ts.isExportSpecifier(node)) return node.name.text === 'default'
  return ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some((m) => m.kind === ts.SyntaxKind.DefaultKeyword)
}

function isSend(node: ts.Node, source: ts.SourceFile): boolean {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false
  const { name, expression } = node.expression
  return ['send', 'postMessage', 'sendToFrame'].includes(name.text) && /webContents/i.test(expression.getText(source))
}

function isNodeGlobal(node: ts.Node): boolean {
  if (!ts.isIdentifier(node) || !nodeGlobals.includes(node.text)) return false
  const { parent } = node
  const isMember = ts.isPropertyAccessExpression(parent) && parent.name === node
  const isName = (ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent)) && parent.name === node
  return !isMember && !isName
}
