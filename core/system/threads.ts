/** Every worker thread of the product, by name. */
export type ThreadName = 'resolver' | 'model' | 'trainer' | 'store' | 'lists'

const SOURCES: Record<ThreadName, string> = {
  resolver: '../resolver/thread.ts',
  model: '../model/thread.ts',
  trainer: '../training/thread.ts',
  store: '../store/duckdb/thread.ts',
  lists: '../lists/thread.ts',
}

/**
 * Where a thread's file lies: beside this source when Node runs it as it is, `<name>.js` beside the main bundle after a build
 * (the bundler does not rewrite such addresses in the main bundle, so this one place does).
 */
export function threadUrl(name: ThreadName): URL {
  const bundled = !import.meta.url.endsWith('/system/threads.ts')
  return new URL(bundled ? bundledPath(name) : SOURCES[name], import.meta.url)
}

/** Shared code may land in `chunks/` below the entries. */
function bundledPath(name: ThreadName): string {
  return import.meta.url.includes('/chunks/') ? `../${name}.js` : `./${name}.js`
}
