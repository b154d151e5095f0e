import { EverbearerError, TokenRequestError } from '../lib/errors.ts'
import { withinTime } from '../lib/with-timeout.ts'
import type { SessionIdentity } from './session-identity.ts'
import type { StepUpChallenge, StepUpHook, StepUpTools } from './step-up-interface.ts'

/** Longest time of one call of the hook, ms: a person who logs in takes time. */
const longest = 3_600_000

/** What came of a call of the hook. */
export type StepUpResult =
  /** Requests use the tokens from now on. `generation`: undefined if the session ended while the store saved the tokens. */
  | { readonly kind: 'tokens'; readonly generation: number | undefined }
  | { readonly kind: 'declined' }
  | { readonly kind: 'failed'; readonly failure: EverbearerError }
  /** The session ended first. */
  | { readonly kind: 'dropped' }

/**
 * Calls the hook, and sets its tokens in the same session. Never rejects.
 *
 * @param of - the session of the request; its end ends the wait, and a later result of the hook is dropped
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
    // Read before the save, which may raise the record above the generation of another process.
    const generation = session.stored()?.generation
    await saved
    return { kind: 'tokens', generation }
  } catch (error) {
    if (of !== session.present) return { kind: 'dropped' }
    return { kind: 'failed', failure: failureOf(error) }
  }
}

/** The error of the hook as it is, if prints of it show no secret. */
function failureOf(error: unknown): EverbearerError {
  return error instanceof EverbearerError ? error : new TokenRequestError('The hook of `stepUp` failed.', { cause: error })
}

function tooLong(): TokenRequestError {
  return new TokenRequestError('The hook of `stepUp` gave no result within an hour.')
}
