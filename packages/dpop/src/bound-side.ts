import {
  type AdapterSide,
  type Authorization,
  type AuthorizationRequest,
  baseUrl,
  type BindingTools,
  type ErrorResponse,
  parseUrl,
  type ReplayableRequest,
  withSecrets,
} from '@everbearer/core/adapter'
import type { Nonces } from './nonces.ts'
import { challengeErrorOf, isWorthAnotherProof, type ProofError } from './proof-error.ts'
import type { Prover } from './prover.ts'

/** Data about one attempt of a request. */
interface Attempt {
  /** The coordinator's authorization: the token without a proof. It counts replays after a rejected token, not after a rejected proof. */
  readonly inner: Authorization
  /** The proof errors with which the server rejected earlier attempts of the request. */
  readonly tried: readonly ProofError[]
  /** The nonce of the attempt's response; undefined: the response has no nonce, or has not come. */
  nonce: string | undefined
}

/** Data for the next attempt. */
interface NextAttempt {
  readonly number: number
  readonly tried: readonly ProofError[]
  /** The nonce for the proof of the next attempt. @default the last nonce of the server */
  readonly nonce?: string | undefined
}

/** Number of proof errors: `use_dpop_nonce` and `invalid_dpop_proof`. Each of these errors allows one more attempt of a request. */
const mostProofErrors = 2

/** Wraps the interface of a coordinator for adapters, so that each attempt of a request has a new proof with its token: RFC 9449 §7. */
export function bindSide(
  side: AdapterSide,
  { freeConnection }: BindingTools,
  { prove, nonces }: { readonly prove: Prover; readonly nonces: Nonces },
): AdapterSide {
  const names = [...side.headers, 'DPoP']
  const attempts = new WeakMap<Authorization, Attempt>()
  const bound: Pick<AdapterSide, 'headers' | 'authorize' | 'handleErrorResponse' | 'observe'> = {
    headers: names,

    authorize(request, ownHeader = false) {
      const hasOwn = typeof ownHeader === 'function' ? names.some((name) => ownHeader(name)) : ownHeader
      const authorization = side.authorize(request, hasOwn)
      return authorization === undefined ? undefined : proveFirst(authorization, request)
    },

    async handleErrorResponse(sent, response, request) {
      const attempt = attempts.get(sent)
      const error = challengeErrorOf(response)
      if (attempt !== undefined && error !== undefined && isWorthAnotherProof(error, attempt.tried, attempt.nonce))
        return anotherProof(sent, { ...attempt, tried: [...attempt.tried, error] }, response, request)
      // A scheme around this side makes other authorizations, which `attempts` does not have. Their replays need proofs, too.
      const inner = await side.handleErrorResponse(attempt?.inner ?? sent, response, request)
      // The nonce of this response: a server may accept each nonce only once, and another request may use the newest nonce.
      return proveNext(sent, inner, { number: sent.attempt + 1, tried: attempt?.tried ?? [], nonce: attempt?.nonce }, response, request)
    },

    observe(sent, { url }, header) {
      const nonce = nonces.note(originOf(url), readHeader(header))
      const attempt = attempts.get(sent)
      if (attempt !== undefined) attempt.nonce = nonce
    },
  }
  return Object.assign(Object.create(side) as AdapterSide, bound)

  async function proveFirst(
    authorization: Authorization | Promise<Authorization | undefined>,
    request: AuthorizationRequest,
  ): Promise<Authorization | undefined> {
    const inner = await authorization
    return inner && sign(inner, request, { number: 1, tried: [] })
  }

  /**
   * Authorizes a request again, with another proof, after the server rejected the proof. If the token was replaced meanwhile, the new token
   * is used. Undefined: the request can't be sent again, so the caller gets the response.
   */
  async function anotherProof(
    sent: Authorization,
    { inner, tried, nonce }: Attempt,
    response: ErrorResponse,
    request: ReplayableRequest,
  ): Promise<Authorization | undefined> {
    const next = { number: sent.attempt + 1, tried, nonce }
    if (!side.isCurrent(inner, request.url)) {
      const newer = await side.handleErrorResponse(notFinal(inner), { ...response, rejectsToken: true }, request)
      return proveNext(sent, newer, next, response, request)
    }
    const obstacle = await obstacleTo(response, request)
    if (obstacle === undefined) return proveNext(sent, inner, next, response, request)
    request.trace?.ignored(sent, response, obstacle)
    return undefined
  }

  async function obstacleTo(response: ErrorResponse, request: ReplayableRequest): Promise<'one-shot-body' | 'unread-body' | undefined> {
    if (!request.replayable) return 'one-shot-body'
    return (await freeConnection(response, request.signal)) ? undefined : 'unread-body'
  }

  /** Adds a proof to `inner`, the authorization of the next attempt. Undefined: there is no `inner`, or no proof can be made. */
  async function proveNext(
    sent: Authorization,
    inner: Authorization | undefined,
    next: NextAttempt,
    response: ErrorResponse,
    request: ReplayableRequest,
  ): Promise<Authorization | undefined> {
    try {
      return inner && (await sign(inner, request, next))
    } catch {
      request.trace?.ignored(sent, response, 'no-newer-token')
      return undefined
    }
  }

  async function sign(inner: Authorization, request: AuthorizationRequest, { number, tried, nonce }: NextAttempt): Promise<Authorization> {
    const { session, generation, value, headers } = inner
    const url = new URL(request.url, baseUrl())
    const method = (request.method ?? 'GET').toUpperCase()
    const accessToken = value.slice(value.lastIndexOf(' ') + 1)
    const proof = await prove({ method, url, nonce: nonce ?? nonces.of(url.origin), accessToken })
    // After a redirect, the proof would be for the wrong URL.
    const shown = {
      session,
      generation,
      redirect: 'error',
      attempt: number,
      isFinal: inner.isFinal && tried.length === mostProofErrors,
    } as const
    const authorization = withSecrets(shown, value, Object.freeze({ ...headers, DPoP: proof }))
    attempts.set(authorization, { inner, tried, nonce: undefined })
    return authorization
  }
}

/** Returns the authorization with `isFinal: false`, so that a replay may follow. The server rejected only the proof, and not the token. */
function notFinal({ value, headers, ...shown }: Authorization): Authorization {
  return withSecrets({ ...shown, isFinal: false }, value, headers)
}

function originOf(url: string): string {
  return parseUrl(url, baseUrl())?.origin ?? ''
}

/** Reads the nonce header. Undefined: the headers can't be read, for example because the HTTP client made the response itself. */
function readHeader(header: (name: string) => string | null | undefined): string | null | undefined {
  try {
    return header('dpop-nonce')
  } catch {
    return undefined
  }
}
