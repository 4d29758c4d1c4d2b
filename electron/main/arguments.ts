/** Switches of Chromium and Node that a person or a debugger may put among ours. */
const FOREIGN = new RegExp(
  `^--(${[
    'no-sandbox|disable-gpu|disable-dev-shm-usage|disable-software-rasterizer|in-process-gpu',
    'ozone-platform(-hint)?|force-device-scale-factor|lang|password-store|gtk-version|enable-features|disable-features',
    'inspect(-brk)?|remote-debugging-(port|pipe)|enable-logging|js-flags|enable-source-maps|allow-file-access-from-files',
  ].join('|')})(=.*)?$`
)

/** What is ours of Electron's argv: without the program, foreign switches, and the app's folder where Electron was started with one. */
export function ownArguments(argv: string[], isPackaged: boolean): string[] {
  const own = argv.slice(1).filter((argument) => !FOREIGN.test(argument))
  return isPackaged ? own : own.slice(1)
}
