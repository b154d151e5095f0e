import { EverbearerError, TokenRequestError } from '../lib/errors.ts'
import { withinTime } from '../lib/with-timeout.ts'
import type { SessionIdentity } from './session-identity.ts'
import type { StepUpChallenge, StepUpHook, StepUpTools } from './step-up-interface.ts'

/** Time limit for one call of the hook of `stepUp`, ms. The limit is high, because a person may have to log in. */
const longest = 3_600_000

/**
 * The result of a call of the hook of `stepUp`. `declined`: the hook returned no tokens. `failed`: the hook failed, or its tokens can't be
 * used.
 */
export type StepUpResult =
  /** Requests use the hook's tokens from now on. `generation`: generation (number) of the new token; undefined: no token is active. */
  | { readonly kind: 'tokens'; readonly generation: number | undefined }
  | { readonly kind: 'declined' }
  | { readonly kind: 'failed'; readonly failure: EverbearerError }
  /** The session ended before the hook gave a result. */
  | { readonly kind: 'dropped' }

/**
 * Calls the hook of `stepUp`, and sets the tokens that the hook returns in the same session. Never rejects.
 *
 * @param of - the session of the request. If this session ends, the wait ends, and a later result of the hook is dropped.
 */
export async function askForStepUp(
  hook: StepUpHook,
  challenge: Omit<StepUpChallenge, 'signal'>,
  of: SessionIdentity,
  { session, clock }: Pick<StepUpTools, 'session' | 'clock'>,
): Promise<StepUpResult> {
  try {
    const response = await withinTime((signal) => hook({ ...challenge, signal }), longest, clock, tooLong, of.signal)
    if (of !== session.present) return { kind: 'dropped' }
    if (response == null) return { kind: 'declined' }
    const saved = session.setTokens(response, 'same')
    // The generation is read before the save has ended. The save may raise the record's generation above that of another process.
    const generation = session.stored()?.generation
    await saved
    return { kind: 'tokens', generation }
  } catch (error) {
    if (of !== session.present) return { kind: 'dropped' }
    return { kind: 'failed', failure: failureOf(error) }
  }
}

/** Returns an error of Everbearer unchanged, because logs of such errors show no secret. Wraps any other error of the hook. */
function failureOf(error: unknown): EverbearerError {
  return error instanceof EverbearerError ? error : new TokenRequestError('The hook of `stepUp` failed.', { cause: error })
}

function tooLong(): TokenRequestError {
  return new TokenRequestError('The hook of `stepUp` gave no result within an hour.')
}
