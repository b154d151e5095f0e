import type { Coordinator, RefusedAttempt, RequestOptions } from './coordinator.ts'
import type { Authorization } from './held-token.ts'

/** What came back, as far as core needs to know it. */
export type Refusal = Pick<RefusedAttempt, 'status' | 'challenge' | 'url' | 'unread'>

/** What an adapter tells of a request, so that its refusal can be judged and the request sent again. */
export interface ReplayableRequest<Result> {
  /** Where the request goes. */
  readonly url: string
  readonly options: RequestOptions
  /** Can it be sent once more, with the very same body? */
  readonly replayable: boolean
  /** Sends it once; without an authorization, exactly as the caller asked for it. */
  attempt(authorization: Authorization | undefined): Promise<Result>
  /** The answer, if it is one of 400 or above. */
  refusal(result: Result): Refusal | undefined
}

/** One request as an adapter describes it that sends all attempts itself. */
export interface ExchangeRequest<Result> extends ReplayableRequest<Result> {
  /** Does it carry credentials of the caller's own? */
  readonly ownCredentials: boolean
}

/**
 * For adapters that send attempts themselves: authorizes a request, sends it, and sends it again if core says so.
 * The first attempt is sent before this returns, unless there is a token to wait for.
 *
 * @returns what the last attempt gave
 * @throws what the last attempt threw; an `EverbearerError` where no token could be got
 */
export function exchange<Result>(auth: Coordinator, request: ExchangeRequest<Result>): Promise<Result> {
  const authorization = auth.authorize(request.url, request.options, request.ownCredentials)
  return authorization instanceof Promise ? authorization.then(send) : send(authorization)

  function send(sent: Authorization | undefined): Promise<Result> {
    const result = request.attempt(sent)
    return sent === undefined ? result : result.then((first) => followUp(auth, sent, first, request))
  }
}

/**
 * For adapters whose client sends the first attempt: takes its result, and sends the request again if core says so.
 *
 * @returns what the last attempt gave: at once, where the first is the last
 * @throws what the last attempt threw
 */
export function followUp<Result>(
  auth: Coordinator,
  sent: Authorization,
  result: Result,
  request: ReplayableRequest<Result>,
): Result | Promise<Result> {
  const refusal = request.refusal(result)
  return refusal === undefined ? result : replay(refusal)

  async function replay(refused: Refusal): Promise<Result> {
    const { url, options, replayable } = request
    const next = await auth.recover(sent, { ...refused, requestUrl: url, replayable, signal: options.signal })
    return next === undefined ? result : followUp(auth, next, await request.attempt(next), request)
  }
}
