import { failed, ok, type Result } from '../../system/result.ts'

/** A file that is no text at all; what it seems to be instead, in words. */
export type NotText = { kind: 'not-text'; message: string }

/** `fault` says why the line cannot be used as it stands; `text` is then only what can be shown of it. Lines count from 1. */
export type OnLine = (text: string, number: number, fault: string | null) => void

export interface TextLines {
  /** Takes the next bytes of the file; fails at once where they cannot be text. */
  push(bytes: Uint8Array): Result<null, NotText>
  /** Says that there are no more bytes. */
  end(): void
}

export const MAX_LINE = 8192

/**
 * Cuts a stream of bytes into lines, one at a time, so that a file of any size takes the memory of one piece and one line. Lines end with
 * LF, CRLF or CR; a byte order mark goes; the bytes of a line beyond MAX_LINE are skipped.
 */
export function createTextLines(onLine: OnLine): TextLines {
  /** What came behind the last end of a line, one character a byte. */
  let rest = ''
  /** The beginning of a line whose end has not come within MAX_LINE. */
  let long: string | null = null
  let number = 0

  function endLine(line: string): void {
    number++
    const start = long ?? line
    const bytes = number === 1 && start.startsWith(BYTE_ORDER_MARK) ? start.slice(BYTE_ORDER_MARK.length) : start
    if (long !== null || bytes.length > MAX_LINE) onLine(shown(bytes.slice(0, MAX_LINE)), number, TOO_LONG)
    else giveText(bytes)
    long = null
  }

  function giveText(bytes: string): void {
    if (!BEYOND_ASCII.test(bytes)) {
      onLine(bytes, number, null)
      return
    }
    const text = decoded(bytes)
    if (text === null) onLine(shown(bytes), number, 'it is not UTF-8 text')
    else onLine(text, number, null)
  }

  return {
    push(bytes) {
      const fault = notText(bytes, number === 0 && rest === '' && long === null)
      if (fault !== null) return failed({ kind: 'not-text', message: fault })
      const text = rest + Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
      // A CR at the end may be half of a CRLF: it waits.
      const lines = text.split(text.includes('\r') ? /\r\n|\n|\r(?!$)/ : '\n')
      rest = lines.pop()!
      for (const line of lines) endLine(line)
      if (rest.length > MAX_LINE) {
        long ??= rest.slice(0, MAX_LINE)
        rest = rest.endsWith('\r') ? '\r' : ''
      }
      return ok(null)
    },
    end() {
      const last = rest.endsWith('\r') ? rest.slice(0, -1) : rest
      if (rest !== '' || long !== null) endLine(last)
    },
  }
}

const TOO_LONG = `it is longer than ${MAX_LINE} characters`
/** UTF-8's byte order mark, one character a byte. */
const BYTE_ORDER_MARK = '\u00EF\u00BB\u00BF'
const BEYOND_ASCII = /[\u0080-\u00FF]/
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function decoded(bytes: string): string | null {
  try {
    return utf8.decode(Buffer.from(bytes, 'latin1'))
  } catch {
    return null
  }
}

function shown(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

function notText(bytes: Uint8Array, first: boolean): string | null {
  if (first) {
    const found = SIGNATURES.find(({ magic }) => magic.every((byte, at) => bytes[at] === byte))
    if (found !== undefined) return found.message
  }
  return bytes.includes(0) ? 'it is not a text file: it has null bytes' : null
}

const SIGNATURES = [
  { magic: [0xff, 0xfe], message: 'it is UTF-16 text; save it as UTF-8' },
  { magic: [0xfe, 0xff], message: 'it is UTF-16 text; save it as UTF-8' },
  { magic: [0x1f, 0x8b], message: 'it is compressed with gzip; unpack it first' },
  { magic: [0x50, 0x4b, 3, 4], message: 'it is a ZIP archive; unpack it first' },
  { magic: [0x25, 0x50, 0x44, 0x46], message: 'it is a PDF document, not a list' },
]
