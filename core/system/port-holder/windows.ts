import { succeeded, type Run } from '../machine-dns/run.ts'
import type { Holder } from './holder.ts'

/** PowerShell's tables of endpoints. A svchost is named after its services, since many share its name. */
export async function holdersOnWindows(port: number, run: Run): Promise<Holder[]> {
  const ran = await run('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', reading(port)])
  return succeeded(ran) ? holdersInRows(ran.stdout) : []
}

function reading(port: number): string {
  return [
    "$ErrorActionPreference = 'SilentlyContinue'",
    `$udp = @(Get-NetUDPEndpoint -LocalPort ${port} | ForEach-Object { @{ protocol = 'udp'; of = $_ } })`,
    `$tcp = @(Get-NetTCPConnection -State Listen -LocalPort ${port} | ForEach-Object { @{ protocol = 'tcp'; of = $_ } })`,
    '$rows = @(($udp + $tcp) | ForEach-Object { $id = $_.of.OwningProcess; [pscustomobject]@{ protocol = $_.protocol; address = $_.of.LocalAddress; pid = $id; program = (Get-Process -Id $id).ProcessName; services = @((Get-CimInstance Win32_Service -Filter "ProcessId=$id").Name) } })',
    'ConvertTo-Json -InputObject $rows -Depth 3 -Compress',
  ].join('; ')
}

export function holdersInRows(text: string): Holder[] {
  let rows: unknown
  try {
    rows = JSON.parse(text)
  } catch {
    return []
  }
  if (!Array.isArray(rows)) return []
  return rows.flatMap((row: Record<string, unknown>): Holder[] => {
    const { protocol, address, pid, program, services } = row
    if ((protocol !== 'udp' && protocol !== 'tcp') || typeof address !== 'string') return []
    const names = Array.isArray(services) ? services.filter((one) => typeof one === 'string') : []
    const named = typeof program === 'string' && names.length > 0 ? `${program} with ${names.join(', ')}` : program
    return [{ protocol, address, pid: Number(pid), program: typeof named === 'string' ? named : null, user: null }]
  })
}
