import { readFile } from 'node:fs/promises'
import { parseName, type DomainName } from '../dns/name.ts'
import { fileFault } from '../system/file-fault.ts'
import { failed, ok, type Fault, type Result } from '../system/result.ts'

/** Names that must never alert: one a line, `#` begins a comment. The list comes with the product, so a wrong line is a fault of it. */
export async function readCanaries(file: string): Promise<Result<DomainName[], Fault>> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    return failed({ kind: 'unavailable', message: `the canary list ${file} cannot be read: ${fileFault(error)}` })
  }
  const names = new Set<DomainName>()
  for (const [at, line] of text.split('\n').entries()) {
    const written = line.replace(/#.*/, '').trim()
    if (written === '') continue
    const name = parseName(written)
    if (!name.ok)
      return failed({ kind: 'unavailable', message: `the canary list ${file}, line ${at + 1}: ${name.fault.message}` })
    names.add(name.value)
  }
  return ok([...names])
}
