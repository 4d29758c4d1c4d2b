import { Route } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Settings } from '../../../core/settings/settings.ts'
import { Button } from '../design/button.tsx'
import { visible } from '../design/visible.ts'
import { useCall } from '../wire/call.ts'
import styles from './routes.module.css'

type RoutesProps = { forwarding: Settings['forwarding']; onTake: (forwarding: string[]) => void }

/** The split DNS of a VPN, offered: nothing is asked of anyone before a person says so. Nothing is shown where there is none. */
export function NetworkRoutes({ forwarding, onTake }: RoutesProps): ReactNode {
  const routes = useCall('network.routes', {}, { refreshMs: 15_000 })
  const offered = (routes.value ?? []).filter(
    ({ domain, taken }) => !taken && !forwarding.some((line) => line.startsWith(`${domain} `))
  )
  if (offered.length === 0) return null
  return (
    <ul className={styles.routes} aria-label="Offered by this machine’s networks">
      {offered.map(({ domain, servers, link }) => (
        <li key={domain}>
          <Route size={14} aria-hidden />
          <span>
            <strong>{visible(domain)}</strong> is asked of {visible(servers.join(', '))} on {visible(link)}
          </span>
          <Button onPress={() => onTake([...forwarding, [domain, ...servers].join(' ')])}>Ask there too</Button>
        </li>
      ))}
    </ul>
  )
}
