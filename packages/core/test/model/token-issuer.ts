import type { TokenResponse } from '../../src/index.ts'
import { hardAge, type Issued, type Ledger } from './ledger.ts'
import type { ProcessWatch } from './process-watch.ts'

/** Whose tokens a response brings, and how long they live. */
export interface Grant {
  readonly user: string
  readonly login: number | undefined
  /** 0: the response does not say. */
  readonly seconds: number
  readonly refreshToken: string | undefined
}

/** When and by whom tokens were asked for. */
export type Asked = Pick<Issued, 'asked' | 'wall' | 'monotonic' | 'process'> & {
  /** When the response came, ms by the clocks of the process; undefined: at once. */
  readonly received?: { readonly wall: number; readonly monotonic: number }
}

/** Makes tokens, and writes them into the ledger. */
export interface TokenIssuer {
  respond(grant: Grant, asked: Asked): TokenResponse
  refreshToken(user: string, login: number): string
  /** A number that nothing else was given. */
  nextSerial(): number
  /** How many numbers were given. */
  serials(): number
}

/** @param hasSubjects - do responses say whose tokens they are? */
export function createTokenIssuer(hasSubjects: boolean, ledger: Ledger): TokenIssuer {
  let serial = 0
  return {
    respond({ user, login, seconds, refreshToken }, { wall, monotonic, process, asked, received }) {
      const accessToken = `access-${++serial}`
      const issued = { user, login, asked, wall, monotonic, process, lifetime: seconds === 0 ? Infinity : seconds * 1000 }
      // A response that took longer than the token may be used says nothing of when the token was issued.
      const isLate = received !== undefined && Math.max(received.wall - wall, received.monotonic - monotonic) >= hardAge(issued)
      ledger.tokens.set(accessToken, isLate ? { ...issued, ...received } : issued)
      return {
        access_token: accessToken,
        expires_in: seconds,
        ...(refreshToken !== undefined && { refresh_token: refreshToken }),
        ...(hasSubjects && { id_token: `e30.${btoa(JSON.stringify({ iss: 'https://as', sub: user }))}.x` }),
      }
    },
    refreshToken(user, login) {
      const refreshToken = `refresh-${++serial}`
      ledger.refreshTokens.set(refreshToken, { user, login, isSpent: false, presented: 0, isUnguarded: false, mayRepeat: false })
      return refreshToken
    },
    nextSerial: () => ++serial,
    serials: () => serial,
  }
}

/** Tokens that a process is given without a token request, as by a login. */
export function askedNow({ clock, state }: ProcessWatch, ledger: Ledger): Asked {
  return { wall: clock.wall(), monotonic: clock.monotonic(), process: state, asked: ledger.next() }
}
