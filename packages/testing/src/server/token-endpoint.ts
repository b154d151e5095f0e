import type { IncomingHttpHeaders } from 'node:http'
import type { Provider } from 'oidc-provider'
import type { AuthorizationServer } from './authorization-server.ts'
import type { BoundTokens } from './bound-tokens.ts'
import type { Counters } from './counters.ts'
import type { ClientAuthentication, ClientRecord, Directory } from './directory.ts'
import type { Faults } from './faults.ts'
import { readBody, rewind } from './request-body.ts'
import { fingerprintOf } from './token-books.ts'
import type { TokenBooks } from './token-books.ts'

interface Caller {
  readonly clientId: string | undefined
  readonly authentication: ClientAuthentication
  readonly grantType: string
  readonly refreshToken: string | undefined
  readonly resource: string | undefined
}

export interface TokenEndpointOptions {
  readonly server: AuthorizationServer
  readonly directory: Directory
  readonly faults: Faults
  readonly counters: Counters
  readonly books: TokenBooks
  readonly bound: BoundTokens
}

type Middleware = Parameters<Provider['use']>[0]

/** Makes a middleware in front of oidc-provider's token endpoint. It applies scripted faults, counts requests, and changes responses. */
export function createTokenEndpoint({ server, directory, faults, counters, books, bound }: TokenEndpointOptions): Middleware {
  return async (ctx, next) => {
    // Only a POST is a token request. A browser's preflight is not.
    if (ctx.path !== server.tokenPath || ctx.method !== 'POST') {
      await next()
      return
    }

    // The body is read first: it names the client, and a fault must hit before the server uses a refresh token.
    const body = await readBody(ctx.req)
    const caller = identify(ctx.req.headers, body)
    const { clientId, grantType, refreshToken, resource } = caller
    counters.tokenArrived(clientId)
    const entry = books.open({
      clientId,
      grantType,
      refreshToken: refreshToken === undefined ? undefined : fingerprintOf(refreshToken),
      resource,
      process: ctx.get('x-process') || undefined,
    })
    await entry.mayProceed()
    const faultStatus = await faults.meet(ctx.res, { clientId, grantType })
    if (faultStatus !== undefined) {
      ctx.respond = false
      counters.tokenFailed(clientId)
      entry.close(faultStatus, false)
      return
    }

    const client = directory.client(clientId)
    const proven = bound.tokenRequest(ctx.get('DPoP') || undefined, server.provider.issuer + server.tokenPath, refreshToken)
    // The proof is checked here, and not by oidc-provider, which would ask for its own nonces.
    delete ctx.req.headers['dpop']
    if (proven?.nonce !== undefined) ctx.set('DPoP-Nonce', proven.nonce)
    if (proven?.rejection !== undefined) {
      ctx.status = 400
      ctx.body = proven.rejection
    } else if (client && !authenticatesAsRegistered(client, caller)) {
      ctx.status = 401
      ctx.body = { error: 'invalid_client', error_description: 'client authentication failed' }
    } else {
      rewind(ctx.req, body)
      await next()
    }

    const issued = ctx.status === 200 && isFields(ctx.body) ? ctx.body : undefined
    const fields = issued && (proven?.bind(issued, client?.authentication === 'none') ?? issued)
    const isReuse = fields === undefined && refreshToken !== undefined && server.isSpent(refreshToken)
    entry.close(ctx.status, isReuse)
    if (fields !== undefined) {
      counters.tokenIssued(clientId, grantType)
      ctx.body = client === undefined ? fields : client.responseFields(withLifetimes(fields, client, caller, server))
      return
    }
    counters.tokenFailed(clientId)
    if (isReuse) counters.spentTokenSeen(clientId)
  }
}

function identify({ authorization }: IncomingHttpHeaders, body: Buffer): Caller {
  const form = new URLSearchParams(body.toString())
  const basic = /^basic +(.*)$/i.exec(authorization ?? '')?.[1]
  return {
    clientId: (basic === undefined ? undefined : basicUser(basic)) ?? form.get('client_id') ?? undefined,
    authentication: authenticationOf(basic, form),
    grantType: form.get('grant_type') ?? '',
    refreshToken: form.get('refresh_token') ?? undefined,
    resource: form.get('resource') ?? undefined,
  }
}

function authenticationOf(basic: string | undefined, form: URLSearchParams): ClientAuthentication {
  if (basic !== undefined) return 'client_secret_basic'
  return form.has('client_secret') ? 'client_secret_post' : 'none'
}

/** Reads the client id from Basic credentials. Id and secret are form-encoded (RFC 6749 section 2.3.1). */
function basicUser(credentials: string): string | undefined {
  const [user = ''] = Buffer.from(credentials, 'base64').toString().split(':')
  try {
    return decodeURIComponent(user.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}

/**
 * Checks that the client sends its secret by the method that it has registered. oidc-provider accepts a secret in the header or the body.
 * A request without a secret passes, as oidc-provider checks whether the client needs one.
 */
function authenticatesAsRegistered(client: ClientRecord, { authentication }: Caller): boolean {
  return authentication === 'none' || client.authentication === authentication
}

/** Sets exact lifetimes in the response: oidc-provider has only whole seconds, and does not send the lifetime of a refresh token. */
function withLifetimes(
  fields: Record<string, unknown>,
  client: ClientRecord,
  caller: Caller,
  server: AuthorizationServer,
): Record<string, unknown> {
  const exact = { ...fields, expires_in: client.accessTokenLifetime }
  const refreshToken = fields['refresh_token']
  if (typeof refreshToken !== 'string') return exact
  if (refreshToken !== caller.refreshToken) return { ...exact, refresh_expires_in: client.refreshTokenLifetime }
  const now = Date.now()
  const expiresAt = server.refreshTokenExpiresAt(refreshToken) ?? now
  return { ...exact, refresh_expires_in: Math.max(0, expiresAt - now) / 1000 }
}

function isFields(body: unknown): body is Record<string, unknown> {
  return typeof body === 'object' && body !== null
}
