import { type SessionKind } from '../../fleet/log-line.ts'

/** Which sign-in each token came from, by the numbers of the sign-ins. */
export interface SignIns {
  /** A user signs in. Returns the number of the sign-in, from 1. */
  readonly add: (session: SessionKind) => number
  /** All sign-ins so far are over. */
  readonly endAll: (session: SessionKind) => void
  /** The highest number of a sign-in that is over. */
  readonly ended: (session: SessionKind) => number
  readonly noteTokens: (response: { readonly access_token?: unknown; readonly refresh_token?: unknown }, signIn: number) => void
  /** 0: the token is unknown. */
  readonly of: (token: string) => number
}

export function createSignIns(): SignIns {
  const last = { obtains: 0, refreshes: 0 }
  const ended = { obtains: 0, refreshes: 0 }
  const numbers = new Map<string, number>()
  return {
    add(session) {
      ended[session] = last[session]
      return ++last[session]
    },
    endAll(session) {
      ended[session] = last[session]
    },
    ended: (session) => ended[session],
    noteTokens({ access_token, refresh_token }, signIn) {
      for (const token of [access_token, refresh_token]) if (typeof token === 'string') numbers.set(token, signIn)
    },
    of: (token) => numbers.get(token) ?? 0,
  }
}
