import { createHmac } from 'node:crypto'
import { randomToken, sameSecret } from '../core/desk/secrets.ts'

/** Who may see the desk: a browser that once brought the token of this start, and holds its cookie since. */
export interface Sessions {
  /** The header that gives a visitor with the right token its cookie; null for a wrong token. */
  welcome(token: string): string | null
  /** Whether a request's Cookie header holds the session. */
  holds(cookieHeader: string | undefined): boolean
  /** A token for one visit, for an address that others on this machine may see in the list of processes. */
  invitation(): string
}

/**
 * `port` is in the cookie's name, since cookies of one host are shared by all its ports. The session is derived from the token, so that with
 * a fixed --token a browser stays welcome after a restart, and with a random one it does not.
 */
export function createSessions(token: string, port: number): Sessions {
  const name = `mlbridge-desk-${port}`
  const session = createHmac('sha256', token).update('desk session').digest('base64url')
  const invitations = new Set<string>()
  return {
    welcome(given) {
      if (!invitations.delete(given) && !sameSecret(given, token)) return null
      return `${name}=${session}; Path=/; HttpOnly; SameSite=Strict`
    },
    holds(header) {
      const pairs = (header ?? '').split(';').map((pair) => pair.trim().split('='))
      return pairs.some(([key, value]) => key === name && value !== undefined && sameSecret(value, session))
    },
    invitation() {
      const once = randomToken()
      invitations.add(once)
      return once
    },
  }
}
