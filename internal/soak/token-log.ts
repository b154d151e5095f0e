import type { TokenOutcome } from './troubles.ts'

/** The token requests of one client, in their order. */
export interface TokenLog {
  /** Sends token requests, and notes what came of them. */
  readonly fetch: typeof globalThis.fetch
  /** A fresh snapshot, oldest first. */
  readonly outcomes: () => readonly (TokenOutcome | 'unexpected')[]
}

export function createTokenLog(): TokenLog {
  const outcomes: (TokenOutcome | 'unexpected')[] = []
  return {
    async fetch(input, init) {
      try {
        const response = await fetch(input, init)
        outcomes.push(outcomeOf(response))
        return response
      } catch (error) {
        outcomes.push('reset')
        throw error
      }
    },
    outcomes: () => outcomes.slice(),
  }
}

function outcomeOf({ status, headers }: Response): TokenOutcome | 'unexpected' {
  if (status === 503) return '503'
  if (status !== 200) return 'unexpected'
  return headers.get('content-type')?.startsWith('text/html') ? 'HTML' : 'token'
}
