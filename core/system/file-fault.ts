/** What the operating system says when a file cannot be read or written, in words that end a sentence. */
const WORDS: Record<string, string> = {
  ENOENT: 'it does not exist',
  EACCES: 'this program may not open it',
  EPERM: 'this program may not change it',
  EISDIR: 'it is a folder, not a file',
  ENOTDIR: 'a part of its path is a file, not a folder',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the disk is read-only',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  EIO: 'the disk reports an error',
  ELOOP: 'its path is a circle of links',
  ENAMETOOLONG: 'its path is too long',
  EBUSY: 'another program holds it',
}

export function fileFault(error: unknown): string {
  const code = errorCode(error)
  if (code !== null) return WORDS[code] ?? `the system says ${code}`
  return error instanceof Error ? error.message : String(error)
}

export function errorCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
}
