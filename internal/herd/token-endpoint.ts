import { type Clock, TokenRequestError, type TokenResponse } from '@everbearer/core'

/** Decides whether the token endpoint admits a request that arrives now, ms. */
export type Limit = (now: number) => boolean

export const noLimit: Limit = () => true

/** Admits so many requests in each window of `length` ms. They begin at multiples of `length`. */
export function perWindow(most: number, length: number): Limit {
  let current = -1
  let admitted = 0
  return (now) => {
    const window = Math.floor(now / length)
    if (window !== current) [current, admitted] = [window, 0]
    return ++admitted <= most
  }
}

/** Admits a request only if the last admitted request came at least `gap` ms earlier, as nginx does without `burst`. */
export function evenlySpaced(gap: number): Limit {
  let next = 0
  return (now) => {
    if (now < next) return false
    next = Math.max(next + gap, now)
    return true
  }
}

/** When a rejected client may come again: the header Retry-After of a request that arrives now, ms. */
export type RetryAfter = (now: number) => string | undefined

export const noRetryAfter: RetryAfter = () => undefined
export const constantRetryAfter =
  (seconds: number): RetryAfter =>
  () =>
    String(seconds)
/** The whole seconds until the window of `length` ms ends. */
export const untilEnd =
  (length: number): RetryAfter =>
  (now) =>
    String(Math.ceil((length - (now % length)) / 1000))

/** One token endpoint for all simulated processes. */
export interface TokenEndpoint {
  /** When each token request arrived, ms. */
  readonly arrivals: number[]
  /** When each admitted token request was sent its token, ms. */
  readonly issued: number[]
  request(signal: AbortSignal): Promise<TokenResponse>
}

export interface EndpointOptions {
  readonly clock: Clock
  readonly random: () => number
  /** Lifetime of the tokens, ms. */
  readonly lifetime: number
}

/** Responds with a token or with 429, after 10 to 30 ms. */
export function limitedEndpoint({ clock, random, lifetime }: EndpointOptions, limit: Limit, retryAfter: RetryAfter): TokenEndpoint {
  const arrivals: number[] = []
  const issued: number[] = []
  return { arrivals, issued, request }

  async function request(): Promise<TokenResponse> {
    const now = clock.monotonic()
    arrivals.push(now)
    const isAdmitted = limit(now)
    const header = isAdmitted ? undefined : retryAfter(now)
    await new Promise<void>((resolve) => clock.setTimeout(resolve, 10 + 20 * random()))
    if (!isAdmitted) throw new TokenRequestError('Too many requests.', { status: 429, retryAfter: header })
    issued.push(clock.monotonic())
    return tokenFor(lifetime)
  }
}

/** Serves one request each `gap` ms, in the order of arrival. A request that its client aborts leaves the queue. */
export function queuingEndpoint({ clock, lifetime }: EndpointOptions, gap: number): TokenEndpoint {
  const arrivals: number[] = []
  const issued: number[] = []
  const waiting = new Set<() => void>()
  let isServing = false
  return { arrivals, issued, request }

  function request(signal: AbortSignal): Promise<TokenResponse> {
    arrivals.push(clock.monotonic())
    return new Promise((resolve, reject) => {
      const respond = (): void => {
        issued.push(clock.monotonic())
        resolve(tokenFor(lifetime))
      }
      waiting.add(respond)
      signal.addEventListener('abort', () => {
        waiting.delete(respond)
        reject(signal.reason as Error)
      })
      if (!isServing) serve()
    })
  }

  function serve(): void {
    isServing = waiting.size > 0
    if (!isServing) return
    clock.setTimeout(() => {
      const [first] = waiting
      if (first !== undefined) {
        waiting.delete(first)
        first()
      }
      serve()
    }, gap)
  }
}

let tokens = 0

function tokenFor(lifetime: number): TokenResponse {
  tokens++
  return { access_token: `token-${tokens}`, token_type: 'Bearer', expires_in: lifetime / 1000 }
}
