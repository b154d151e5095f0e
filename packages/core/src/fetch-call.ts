import { isOneShot } from './body.ts'
import type { Refusal } from './exchange.ts'
import type { Authorization } from './held-token.ts'

type Input = Parameters<typeof fetch>[0]
type Init = NonNullable<Parameters<typeof fetch>[1]>

/** Headers in the two shapes that can be read more than once. */
type HeadersCopy = Headers | Record<string, string>

/** The arguments of one call of fetch, which may have to be sent twice. */
export interface FetchCall {
  readonly url: string
  /** The caller's. */
  readonly signal: AbortSignal | null | undefined
  /** Can it be sent once more, with the very same body? */
  readonly replayable: boolean
  hasHeader(name: string): boolean
  /** The arguments as they came. */
  plain(): [input: Input, init: Init | undefined]
  /** The arguments of one attempt with a token; all else is as the caller gave it. */
  authorized(authorization: Authorization): [input: Input, init: Init]
  /** Lets go of what was kept for a replay; undefined where nothing ever is. */
  readonly release: (() => void) | undefined
}

/**
 * For adapters of clients that are called as fetch is.
 *
 * @param keepCopy - may a copy of a Request's body be kept for the replay? It is held in memory until then.
 * @throws {TypeError} the headers are none
 */
export function createFetchCall(input: Input, init: Init | undefined, keepCopy = true): FetchCall {
  const request = typeof input === 'object' && 'url' in input ? input : undefined
  const headers = copyHeaders(init?.headers ?? request?.headers)
  const signal = init?.signal === undefined ? request?.signal : init.signal
  let spare: Request | undefined

  return {
    url: request?.url ?? (input as string | URL).toString(),
    signal,
    replayable: !isOneShot(init?.body),
    hasHeader: (name) => hasHeader(headers, name),

    // Headers that were given as an iterator have been read by now.
    plain: () => [input, init?.headers ? { ...init, headers } : init],

    authorized({ header, value, redirect, replay }) {
      // A Request's body can be sent once; whoever may have to send it again needs a copy from the start. The copy's own
      // signal can't be relied on: it may be collected while it is followed by nobody but fetch.
      if (keepCopy && !replay && request && mayHaveBody(request) && init?.body == null) spare = request.clone()
      const [target, own] = replay && spare ? [spare, { ...init, ...(signal && { signal }) }] : [input, init]
      const sent = withHeader(headers, header, value, replay)
      // Where the token must not follow a redirect, neither must the request. A caller who follows by hand goes on doing so.
      if (redirect === 'follow' || (init?.redirect ?? request?.redirect) === 'manual') return [target, { ...own, headers: sent }]
      return [target, { ...own, headers: sent, redirect: strictestRedirect() }]
    },

    // An unread copy holds the whole body in memory.
    release: request && (() => void (spare?.bodyUsed === false && spare.body?.cancel().catch(() => {}))),
  }
}

/** What an answer of fetch's says to core. */
export function refusalOf(response: Response): Refusal | undefined {
  return response.status < 400 ? undefined : {
    status: response.status,
    challenge: response.headers.get('www-authenticate'),
    url: response.url,
    unread: () => (response.bodyUsed ? null : response.clone().body),
  }
}

/** Not by asking for the body: Deno sends what was asked for as a stream, without its length. */
function mayHaveBody({ method, bodyUsed }: Request): boolean {
  return !bodyUsed && method !== 'GET' && method !== 'HEAD'
}

/** workerd knows no `error`; with `manual` it hands over the redirect itself, and the token goes nowhere either. */
function strictestRedirect(): 'error' | 'manual' {
  try {
    return new Request('http://localhost', { redirect: 'error' }).redirect as 'error'
  } catch {
    return 'manual'
  }
}

/** A plain object stays one: that is the quickest to send. */
function copyHeaders(headers: Init['headers'] | null): HeadersCopy {
  return headers != null && Symbol.iterator in headers ? new Headers(headers) : { ...headers }
}

function hasHeader(headers: HeadersCopy, name: string): boolean {
  if (headers instanceof Headers) return headers.has(name)
  return Object.keys(headers).some((key) => key.toLowerCase() === name.toLowerCase())
}

/** The copy is ours, so the first attempt can have it as it is; what it was sent with stays what it was. */
function withHeader(headers: HeadersCopy, name: string, value: string, isReplay: boolean): HeadersCopy {
  if (headers instanceof Headers) {
    const sent = isReplay ? new Headers(headers) : headers
    sent.set(name, value)
    return sent
  }
  const sent = isReplay ? { ...headers } : headers
  sent[name] = value
  return sent
}
