import { type CoordinatorOptions, createCoordinator, EverbearerError, TokenRequestError, type TokenRecord } from '@everbearer/core'
import { clientCredentials } from '@everbearer/oauth2'
import { codeOf } from './failure-kind.ts'
import type { RealOptions } from './run-options.ts'
import { type Target, UnusableTargetError } from './target.ts'

/** Longest wait for each of the first two requests, ms. */
const patience = 10_000

/**
 * Uses a system of the user's as a target. One token and one request show first that it works.
 *
 * @throws {UnusableTargetError} the token or the request fails
 */
export async function openRealTarget(options: RealOptions, signal: AbortSignal): Promise<Target> {
  const { api, clientId, clientSecret, scope, endpoint } = options
  const enrol = (): { options: CoordinatorOptions } => ({
    options: {
      source: clientCredentials({ ...endpoint, clientId, clientSecret, ...(scope === undefined ? {} : { scope }) }),
      origins: [new URL(api).origin],
    },
  })
  const token = await fetchToken(enrol().options, 'issuer' in endpoint ? endpoint.issuer : endpoint.tokenEndpoint, signal)
  await checkApi(api, token, signal)
  return { url: api, lifetime: token.lifetime, enrol, [Symbol.asyncDispose]: async () => {} }
}

async function fetchToken(options: CoordinatorOptions, server: string, signal: AbortSignal): Promise<TokenRecord> {
  using auth = createCoordinator({ ...options, retries: 0, refreshTimeout: patience })
  try {
    return await auth.getToken({ signal })
  } catch (error) {
    signal.throwIfAborted()
    throw new UnusableTargetError(`no token from ${new URL(server).origin}: ${tokenTrouble(error)}`)
  }
}

function tokenTrouble(error: unknown): string {
  // The cause says more than "no token": whether discovery failed, and with which status.
  const { cause } = error as { cause?: unknown }
  if (cause instanceof TokenRequestError && cause.cause instanceof TypeError)
    return `it can't be reached (${codeOf(cause.cause) ?? 'no connection'})`
  if (cause instanceof TokenRequestError && cause.status !== undefined) return withErrorCode(cause)
  const told = cause instanceof EverbearerError ? cause : error
  return told instanceof EverbearerError ? told.message : 'the request failed'
}

function withErrorCode({ message, error }: TokenRequestError): string {
  // RFC 6749 §5.2. Any other text of a server is not quoted.
  return error !== undefined && /^[a-z_]{1,40}$/.test(error) ? `${message.replace(/\.$/, '')} (${error}).` : message
}

async function checkApi(api: string, { accessToken }: TokenRecord, signal: AbortSignal): Promise<void> {
  // Without the query, which may hold a key.
  const { origin, pathname } = new URL(api)
  const headers = { authorization: `Bearer ${accessToken}` }
  const limit = AbortSignal.timeout(patience)
  let response: Response
  try {
    response = await fetch(api, { headers, signal: AbortSignal.any([signal, limit]) })
    await response.arrayBuffer()
  } catch (error) {
    signal.throwIfAborted()
    const trouble = limit.aborted ? `no answer within ${patience / 1000} s` : (codeOf(error) ?? 'the request failed')
    throw new UnusableTargetError(`no answer from the API at ${origin}${pathname}: ${trouble}`)
  }
  if (!response.ok)
    throw new UnusableTargetError(`the API at ${origin}${pathname} answers ${response.status} to a request with a fresh token`)
}
