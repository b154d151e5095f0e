import { type EverbearerError, SessionEndedError, type SessionEndReason } from '../lib/errors.ts'
import type { Emitter } from './events.ts'
import type { Failure } from '../policy/classify-failure.ts'
import { type Rest, cooldownAfter, cooldownError, type CooldownContext } from '../policy/cooldown.ts'

/** Whether a session may seek a new token now, and what callers get if it may not. */
export interface Outlook {
  isOpen(): boolean
  /** @throws {EverbearerError} why not, where it is not open; made anew for each caller */
  expectOpen(): void
  readonly isDisposed: boolean
  /** Is there no way to a token until new ones are set? */
  readonly hasEnded: boolean
  /** Has nobody signed in, as far as the source or the store has said? */
  readonly isBeforeSignIn: boolean
  /** What is left of the token endpoint's rest, ms; 0 or less: none. */
  cooldownLeft(): number
  /** A refresh failed: the token endpoint rests. Returns the error of those who waited. */
  fail(failure: Failure): () => EverbearerError
  /** There is no way to a token any more. */
  finish(reason: SessionEndReason, cause?: unknown): void
  /** A new token: nothing stands in the way any more. */
  reopen(): void
}

/** @param mayRetry - may a new token be sought although the session has ended? */
export function createOutlook(policy: CooldownContext, { emit }: Emitter, mayRetry: () => boolean): Outlook {
  const { clock } = policy
  let rest: Rest | undefined
  let ended: { readonly reason: SessionEndReason; readonly cause: unknown } | undefined

  const outlook: Outlook = {
    isOpen: () => ended === undefined && outlook.cooldownLeft() <= 0,
    expectOpen() {
      if (ended !== undefined && (outlook.isDisposed || !mayRetry())) throw new SessionEndedError(ended.reason, ended.cause)
      if (rest !== undefined && outlook.cooldownLeft() > 0) throw cooldownError(rest)
    },
    get isDisposed() {
      return ended?.reason === 'disposed'
    },
    get hasEnded() {
      return ended !== undefined
    },
    get isBeforeSignIn() {
      return ended?.reason === 'not-signed-in'
    },
    cooldownLeft: () => (rest === undefined ? 0 : rest.until - clock.monotonic()),
    fail(failure) {
      const now = cooldownAfter(failure, rest, policy)
      rest = now
      emit('cooldown', { duration: now.duration, until: now.retryAt, failures: now.failures })
      return () => cooldownError(now)
    },
    finish(reason, cause) {
      ended = { reason, cause }
    },
    reopen() {
      rest = undefined
      ended = undefined
    },
  }
  return outlook
}
