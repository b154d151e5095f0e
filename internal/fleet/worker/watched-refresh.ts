import type { TokenSource } from '@everbearer/core'
import type { SessionEntry } from '../log-line.ts'

export interface WatchedRefresh {
  /** Sends the token request, and reads the whole response: until then, nobody knows what became of the request. */
  readonly request: (form: Record<string, string>, signal: AbortSignal) => Promise<Response>
  /** Resolves when the entry can no longer be lost. */
  readonly note: (entry: SessionEntry) => void | Promise<void>
  /** Names a refresh token. */
  readonly nameOf: (refreshToken: string) => string
}

/** A source that refreshes, and notes in the log when it gets a refresh token and what became of it. */
export function watchedRefresh({ request, note, nameOf }: WatchedRefresh): TokenSource & Required<Pick<TokenSource, 'refresh'>> {
  return {
    async refresh(refreshToken, { signal }) {
      const token = nameOf(refreshToken)
      await note({ kind: 'hand-over', token })
      try {
        const response = await request({ grant_type: 'refresh_token', refresh_token: refreshToken }, signal)
        await note({ kind: 'outcome', token, outcome: isUnused(response.status) ? 'unused' : 'used', status: response.status })
        return response
      } catch (error) {
        if (isUnconnected(error)) await note({ kind: 'outcome', token, outcome: 'unused', status: 0 })
        throw error
      }
    },
  }
}

/** Such a server has not looked at the refresh token. */
function isUnused(status: number): boolean {
  return [425, 429, 503].includes(status)
}

function isUnconnected(error: unknown): boolean {
  const { code } = ((error as Error).cause ?? {}) as { code?: string }
  return code === 'ECONNREFUSED'
}
