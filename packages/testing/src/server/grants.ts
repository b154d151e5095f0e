import { errors } from 'oidc-provider'
import type { Provider, TokenEndpointGrantContext } from 'oidc-provider'
import { createAssertions } from './assertions.ts'
import { acrOf } from './demands.ts'
import type { Directory } from './directory.ts'

type GrantContext = TokenEndpointGrantContext<{
  username?: string
  password?: string
  assertion?: string
  subject_token?: string
  subject_token_type?: string
  requested_token_type?: string
  acr_values?: string
}>

const oauth = 'urn:ietf:params:oauth:'
const accessTokenType = `${oauth}token-type:access_token`

/**
 * Adds the password grant (RFC 6749 section 4.3), token exchange (RFC 8693) and assertions (RFC 7523 section 2.1). Replaces
 * client_credentials (RFC 6749 section 4.4), so that this grant can give refresh tokens. The tokens of these grants belong to a `Grant` of
 * oidc-provider, so that the refresh_token grant of oidc-provider can refresh them.
 */
export function registerGrants(provider: Provider, directory: Directory): void {
  provider.registerGrantType(
    'client_credentials',
    (ctx: GrantContext) => {
      const { clientId } = ctx.oidc.client
      const wantsRefreshToken = directory.client(clientId)?.refreshTokens === true
      return issue(ctx, `service-account-${clientId}`, 'client_credentials', wantsRefreshToken)
    },
    ['scope', 'acr_values'],
  )

  provider.registerGrantType(
    'password',
    (ctx: GrantContext) => {
      const { username, password } = ctx.oidc.params
      if (!username) throw new errors.InvalidRequest("missing required parameter 'username'")
      if (!directory.isUser(username, password ?? '')) throw new errors.InvalidGrant('invalid user credentials')
      const wantsRefreshToken = directory.client(ctx.oidc.client.clientId)?.refreshTokens === true
      return issue(ctx, username, 'password', wantsRefreshToken)
    },
    ['username', 'password', 'scope', 'acr_values'],
  )

  const assertions = createAssertions()
  provider.registerGrantType(
    `${oauth}grant-type:jwt-bearer`,
    (ctx: GrantContext) => {
      const { clientId } = ctx.oidc.client
      const client = directory.client(clientId)
      const subject = assertions.subjectOf(ctx.oidc.params.assertion ?? '', client?.clientSecret ?? '', provider.issuer)
      if (subject === undefined) throw new errors.InvalidGrant('the assertion is not good, or was used before')
      return issue(ctx, subject, 'jwt-bearer', client?.refreshTokens === true)
    },
    ['assertion', 'scope'],
  )

  provider.registerGrantType(
    `${oauth}grant-type:token-exchange`,
    async (ctx: GrantContext) => {
      const { subject_token: given = '', subject_token_type: type, requested_token_type: requested = accessTokenType } = ctx.oidc.params
      if (type !== accessTokenType || requested !== accessTokenType) throw new errors.InvalidRequest('only access tokens are exchanged')
      const subject = await provider.AccessToken.find(given)
      // RFC 8693 section 2.2.2
      if (subject === undefined) throw new errors.InvalidRequest('the subject token is not good')
      const wantsRefreshToken = directory.client(ctx.oidc.client.clientId)?.refreshTokens === true
      await issue(ctx, subject.accountId, 'token-exchange', wantsRefreshToken)
      Object.assign(ctx.body as object, { issued_token_type: accessTokenType })
    },
    [
      'subject_token',
      'subject_token_type',
      'actor_token',
      'actor_token_type',
      'audience',
      'resource',
      'requested_token_type',
      'scope',
      'acr_values',
    ],
    ['resource'],
  )
}

async function issue(ctx: GrantContext, accountId: string, gty: string, wantsRefreshToken: boolean): Promise<void> {
  const { client, params, provider } = ctx.oidc
  const scope = params.scope ?? ''

  const grant = new provider.Grant({ accountId, clientId: client.clientId })
  grant.addOIDCScope(scope)
  const grantId = await grant.save()

  const accessToken = new provider.AccessToken({ accountId, client, grantId, gty, scope })
  ctx.oidc.entity('AccessToken', accessToken)
  const body: Record<string, unknown> = {
    access_token: await accessToken.save(),
    expires_in: accessToken.expiration,
    token_type: accessToken.tokenType,
    ...(scope === '' ? {} : { scope }),
  }

  if (wantsRefreshToken) {
    const refreshToken = new provider.RefreshToken({
      accountId,
      client,
      grantId,
      gty,
      scope,
      acr: acrOf(params.acr_values),
      authTime: Math.floor(Date.now() / 1000),
      rotations: 0,
    })
    ctx.oidc.entity('RefreshToken', refreshToken)
    body['refresh_token'] = await refreshToken.save()
  }
  ctx.body = body
}
