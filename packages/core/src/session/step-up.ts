import { createStepUps } from './step-up-calls.ts'
import type { StepUp, StepUpHook } from './step-up-interface.ts'

/**
 * Creates the value of the option `stepUp`. A server may demand another login (RFC 9470) or more scopes (RFC 6750 §3.1) for a request. The
 * hook then gets the demand, and returns tokens that meet it. The tokens continue the session, and the request is sent once more.
 *
 * - Requests with the same demand share one call of the hook. Calls for different demands follow one after another.
 * - If the hook returns nothing, or fails, the caller gets the response of the server. The event `step-up` reports each call.
 * - If the server demands the same again, the caller gets that response. The hook is not called for this demand for a minute.
 * - A request of the hook itself that may be challenged needs the hook's `signal`. Its response is then left to the hook.
 *
 * @throws {TypeError} `hook` is not a function
 * @example
 * ```ts
 * import { createCoordinator, sessionEndpoint, stepUp, type TokenResponse } from '@everbearer/core'
 *
 * declare function logInAgain(acrValues: string | undefined, signal: AbortSignal): Promise<TokenResponse | undefined>
 *
 * const auth = createCoordinator({
 *   source: sessionEndpoint('/session/token'),
 *   origins: ['https://api.example.com'],
 *   stepUp: stepUp(({ acrValues, signal }) => logInAgain(acrValues, signal)),
 * })
 * ```
 */
export function stepUp(hook: StepUpHook): StepUp {
  if (typeof hook !== 'function') throw new TypeError('stepUp: expected a function')
  return { create: (tools) => createStepUps(hook, tools) }
}
