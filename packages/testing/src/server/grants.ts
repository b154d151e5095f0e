import { errors } from 'oidc-provider'
import type { Provider, TokenEndpointGrantContext } from 'oidc-provider'
import type { Directory } from './directory.ts'

type GrantContext = TokenEndpointGrantContext<{ username?: string; password?: string }>

/**
 * Adds the password grant (RFC 6749 section 4.3) and replaces client_credentials (section 4.4) by one
 * that can give refresh tokens. What they issue hangs on a Grant, so that oidc-provider's own
 * refresh_token grant can take over.
 */
export function registerGrants(provider: Provider, directory: Directory): void {
  provider.registerGrantType(
    'client_credentials',
    (ctx: GrantContext) => {
      const { clientId } = ctx.oidc.client
      const wantsRefreshToken = directory.client(clientId)?.refreshTokens === true
      return issue(ctx, `service-account-${clientId}`, 'client_credentials', wantsRefreshToken)
    },
    ['scope'],
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
    ['username', 'password', 'scope'],
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
    const refreshToken = new provider.RefreshToken({ accountId, client, grantId, gty, scope, rotations: 0 })
    ctx.oidc.entity('RefreshToken', refreshToken)
    body['refresh_token'] = await refreshToken.save()
  }
  ctx.body = body
}
