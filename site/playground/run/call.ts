import type { User } from '../server/settings.ts'

/**
 * How a call of a client ended. `ok`: with data of the user who was signed in when the call began. `other-user`: with another user's data.
 * `ended`: with an error, after a logout or a sign-in of another user had ended the call's session. `failed`: with an error in a living
 * session.
 */
export type CallOutcome = 'ok' | 'other-user' | 'ended' | 'failed'

/** One call of a client, as its caller sees it. */
export interface Call {
  readonly lane: number
  /** Who was signed in when the call began. */
  readonly user: User
  /** ms since 1970. */
  readonly from: number
  readonly end?: { readonly at: number; readonly outcome: CallOutcome; readonly note?: string }
}

/** Judges the data that a call resolved to. */
export function outcomeOfData(user: User, data: unknown): CallOutcome {
  return (data as { user?: unknown } | null)?.user === user ? 'ok' : 'other-user'
}

/** Describes the error that a call rejected with. */
export function describeError(error: unknown): string {
  const { name, code, status, message } = error as { name?: string; code?: string; status?: number; message?: string }
  return `${code ?? name ?? 'Error'}: ${status === undefined ? (message ?? '') : `status ${status}`}`
}
