import { LogIn } from 'lucide-react'
import type { ReactNode } from 'react'
import type { WorkstationState } from '../../../core/contract/workstation.ts'
import { Button } from '../design/button.tsx'
import { useAct } from '../wire/call.ts'
import styles from './protection.module.css'

const MINUTES = 5

/** Hotels and trains: their sign-in page comes up only where their own resolver is asked. */
export function SignIn({ dns }: { dns: WorkstationState['dns'] }): ReactNode {
  const signIn = useAct('network.signIn')
  return (
    <div className={styles.pauses}>
      {dns.signIn === null ? (
        <>
          <span>No way out before a sign-in page?</span>
          <Button
            disabled={dns.address === null}
            pending={signIn.pending}
            onPress={() => void signIn.run({ minutes: MINUTES })}
          >
            <LogIn size={14} aria-hidden />
            Let me sign in
          </Button>
        </>
      ) : (
        <>
          <span>
            Asks this network’s own resolver and blocks nothing. Ends by itself, at the latest when its time is up.
          </span>
          <Button tone="primary" pending={signIn.pending} onPress={() => void signIn.run({ minutes: 0 })}>
            I am signed in
          </Button>
        </>
      )}
    </div>
  )
}
