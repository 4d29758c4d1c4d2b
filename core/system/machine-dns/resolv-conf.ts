/** What /etc/resolv.conf says (resolv.conf(5)). */
export type ResolvConf = { nameservers: string[]; searches: string[] }

export function readResolvConf(text: string): ResolvConf {
  const nameservers: string[] = []
  let searches: string[] = []
  for (const line of text.split('\n')) {
    const [keyword, ...values] = line.trim().split(/\s+/)
    if (keyword === 'nameserver' && values[0] !== undefined) nameservers.push(values[0])
    // The last line of its kind holds.
    if (keyword === 'search' || keyword === 'domain') searches = values
  }
  return { nameservers, searches }
}

/** The same with one server alone. Search domains, options and sort lists stay as they are; another writer's header does not. */
export function askingOnly(text: string, host: string): string {
  const kept = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^(search|domain|options|sortlist)\s/.test(line))
  return [OUR_HEADER, `nameserver ${host}`, ...kept, ''].join('\n')
}

const OUR_HEADER =
  "# Written by ML Bridge Workstation while it is this machine's DNS. What stood here comes back when it ends;\n" +
  '# without it: npm run restore-dns, in its folder.'
