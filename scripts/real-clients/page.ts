import { spawnSync } from 'node:child_process'

/** What the clients said, in the order in which they were asked. */
export type Page = {
  /** A chapter; `text` says what it is about. */
  chapter(title: string, text: string): void
  text(text: string): void
  /** Runs a command and shows it with all that it said. Returns what it said. */
  run(command: string, args: string[], options?: Shown): string
  /** Text that no command printed. */
  block(text: string): void
  markdown(): string
}

export type Shown = {
  /** How the command is written where what is run is longer than what a person would type. */
  as?: string
  /** Chooses and shortens lines. */
  lines?: (line: string) => boolean
}

/** Commands run in `cwd`; that path is written DATA. */
export function createPage(cwd: string, hidden: string): Page {
  const parts: string[] = []
  const tidy = (text: string) =>
    text
      .replaceAll(hidden, 'DATA')
      .split('\n')
      .map((line) => line.trimEnd())
      .join('\n')
      .trim()
  const block = (text: string) => void parts.push(`\`\`\`\n${tidy(text)}\n\`\`\`\n`)
  return {
    chapter: (title, text) => void parts.push(`## ${title}\n`, `${text}\n`),
    text: (text) => void parts.push(`${text}\n`),
    run(command, args, { as = written(command, args), lines = () => true } = {}) {
      const ran = spawnSync(command, args, { cwd, encoding: 'utf8', timeout: 20_000 })
      if (ran.error !== undefined && (ran.error as NodeJS.ErrnoException).code === 'ENOENT') {
        parts.push(`\`${command}\` is not installed here.\n`)
        return ''
      }
      const said = `${ran.stdout}${ran.stderr}`.split('\n').filter(lines).join('\n')
      const how = ran.error === undefined ? '' : `\n(${ran.error.message})`
      block(`$ ${as}\n${said}${how}`)
      return said
    },
    block,
    markdown: () => parts.join('\n'),
  }
}

/** As a shell would take it. */
function written(command: string, args: string[]): string {
  return [command, ...args].map((word) => (/[^\w@%+=:,./-]/.test(word) ? `'${word}'` : word)).join(' ')
}
