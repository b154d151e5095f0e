import type { Provider } from 'oidc-provider'
import { acrOf } from './demands.ts'

type Middleware = Parameters<Provider['use']>[0]

/** Decision of a person about a login. */
export type LoginDecision = 'approve' | 'deny'

/** The user of a login without `login_hint`. */
const someone = 'someone'

/**
 * Makes a middleware that logs people in without a page. The user is the `login_hint`, and consents to everything that the client asks for.
 * With the hint `nobody`, the login is declined.
 */
export function createLogins(provider: Provider): Middleware {
  return async (ctx, next) => {
    if (!ctx.path.startsWith('/interaction/')) return next()
    const { params, prompt } = await provider.interactionDetails(ctx.req, ctx.res)
    const { client_id: clientId, scope, login_hint: hint, acr_values: acrValues, resource = [] } = params as LoginParameters
    const accountId = hint ?? someone
    ctx.respond = false
    if (hint === 'nobody') {
      await provider.interactionFinished(ctx.req, ctx.res, { error: 'access_denied' })
      return
    }
    const consent =
      prompt.name === 'consent'
        ? { consent: { grantId: await grantTo(provider, { accountId, clientId, scope, resources: [resource].flat() }) } }
        : {}
    await provider.interactionFinished(
      ctx.req,
      ctx.res,
      { login: { accountId, ...strengthOf(acrValues) }, ...consent },
      { mergeWithLastSubmission: true },
    )
  }
}

/** Returns the authentication context class of a login: the first requested class that the testbed has. */
function strengthOf(acrValues: string | undefined): { acr?: string } {
  const acr = acrOf(acrValues)
  return acr === undefined ? {} : { acr }
}

/**
 * Approves or denies the login of a device, in place of a person with a browser: RFC 8628 section 3.3.
 *
 * @throws TypeError no device waits with that code
 */
export async function decideDeviceLogin(
  provider: Provider,
  userCode: string,
  decision: LoginDecision,
  accountId: string = someone,
): Promise<void> {
  const code = await provider.DeviceCode.findByUserCode(userCode.replaceAll('-', ''))
  if (code === undefined) throw new TypeError('no device waits with that code')
  if (decision === 'deny') Object.assign(code, { error: 'access_denied' })
  else {
    const { clientId, params } = code as typeof code & { params: { scope?: string } }
    const grantId = await grantTo(provider, { accountId, clientId, scope: params.scope })
    Object.assign(code, { accountId, grantId, scope: params.scope, authTime: Math.floor(Date.now() / 1000) })
  }
  await code.save()
}

interface LoginParameters {
  readonly client_id?: string
  readonly scope?: string
  readonly login_hint?: string
  readonly acr_values?: string
  /** The requested resource or resources, RFC 8707. */
  readonly resource?: string | readonly string[]
}

interface Consent {
  readonly accountId: string
  readonly clientId: string | undefined
  readonly scope: string | undefined
  /** Resources (RFC 8707) for which the client may get tokens, in addition to tokens for the authorization server. */
  readonly resources?: readonly string[]
}

async function grantTo(provider: Provider, { accountId, clientId, scope = '', resources = [] }: Consent): Promise<string> {
  const grant = new provider.Grant({ accountId, clientId })
  grant.addOIDCScope(scope)
  for (const resource of resources) grant.addResourceScope(resource, scope)
  return grant.save()
}
