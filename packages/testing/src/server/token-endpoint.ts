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

/** Stands before oidc-provider's token endpoint: scripted faults, counting, the answers' last touches. */
export function createTokenEndpoint({ server, directory, faults, counters, books, bound }: TokenEndpointOptions): Middleware {
  return async (ctx, next) => {
    // A browser's preflight is no token request.
    if (ctx.path !== server.tokenPath || ctx.method !== 'POST') {
      await next()
      return
    }

    // The client is named in the body, and a fault must hit before the server spends a refresh token.
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
    // The proof is checked here: oidc-provider would ask for nonces of its own.
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

/** Both halves of the Basic credentials are form-encoded (RFC 6749 section 2.3.1). */
function basicUser(credentials: string): string | undefined {
  const [user = ''] = Buffer.from(credentials, 'base64').toString().split(':')
  try {
    return decodeURIComponent(user.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}

/** oidc-provider itself takes a secret from the header or the body, however the client is registered. */
function authenticatesAsRegistered(client: ClientRecord, { authentication }: Caller): boolean {
  return authentication === 'none' || client.authentication === authentication
}

/** oidc-provider knows whole seconds only, and does not say how long a refresh token lasts. */
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
