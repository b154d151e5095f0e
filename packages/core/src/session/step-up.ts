import { createStepUps } from './step-up-calls.ts'
import type { StepUp, StepUpHook } from './step-up-interface.ts'

/**
 * Creates the value of the option `stepUp`. A server may demand another login (RFC 9470) or more scopes (RFC 6750 §3.1) for a request. The
 * hook then gets the demand, and returns tokens that meet the demand. The tokens continue the session, and the request is sent once more.
 *
 * - Requests with the same demand share one call of the hook. Calls for different demands follow one after another.
 * - If the hook returns nothing, or fails, the caller gets the response of the server. The event `step-up` reports each call.
 * - If the server makes the same demand again, the caller gets that response. For a minute, the hook is not called for this demand.
 * - If the hook sends a request that may get such a demand, pass the hook's `signal` to this request. The hook then gets the response.
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
