import type { Coordinator, RefusedAttempt, RequestOptions } from './coordinator.ts'
import type { Authorization } from './held-token.ts'

/** One request as an adapter describes it. */
export interface ExchangeRequest<Result> {
  /** Where the request goes. */
  readonly url: string
  readonly options: RequestOptions
  /** Does it carry credentials of the caller's own? */
  readonly ownCredentials: boolean
  /** Can it be sent once more, with the very same body? */
  readonly replayable: boolean
  /** Sends it once; without an authorization, exactly as the caller asked for it. */
  attempt(authorization: Authorization | undefined): Promise<Result>
  /** The answer, if it is one of 400 or above. */
  refusal(result: Result): Pick<RefusedAttempt, 'status' | 'challenge' | 'url' | 'unread'> | undefined
}

/**
 * For adapters that send attempts themselves: authorizes a request, sends it, and sends it again if core says so.
 *
 * @returns what the last attempt gave
 * @throws what the last attempt threw; an `EverbearerError` where no token could be got
 */
export async function exchange<Result>(auth: Coordinator, request: ExchangeRequest<Result>): Promise<Result> {
  const { url, options, replayable } = request
  const pending = auth.authorize(url, options, request.ownCredentials)
  let authorization = pending instanceof Promise ? await pending : pending
  for (;;) {
    const result = await request.attempt(authorization)
    if (authorization === undefined) return result
    const refusal = request.refusal(result)
    if (refusal === undefined) return result
    const next = await auth.recover(authorization, { ...refusal, requestUrl: url, replayable, signal: options.signal })
    if (next === undefined) return result
    authorization = next
  }
}
