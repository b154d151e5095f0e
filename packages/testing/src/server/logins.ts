import type { Provider } from 'oidc-provider'
import { acrOf } from './demands.ts'

type Middleware = Parameters<Provider['use']>[0]

/** What a person does with a login. */
export type LoginDecision = 'approve' | 'deny'

/** The user of a login that names none by `login_hint`. */
const someone = 'someone'

/**
 * Logs a person in without a page: whoever `login_hint` names, with the consent to all that was asked for. The hint `nobody` declines, as
 * the button of a page would.
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

/** A person proves as much as is asked for. */
function strengthOf(acrValues: string | undefined): { acr?: string } {
  const acr = acrOf(acrValues)
  return acr === undefined ? {} : { acr }
}

/**
 * Decides on a login of a device as a person would in a browser, RFC 8628 section 3.3.
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
  /** One resource or several, RFC 8707. */
  readonly resource?: string | readonly string[]
}

interface Consent {
  readonly accountId: string
  readonly clientId: string | undefined
  readonly scope: string | undefined
  /** What the client may ask tokens for, beside the server itself. */
  readonly resources?: readonly string[]
}

async function grantTo(provider: Provider, { accountId, clientId, scope = '', resources = [] }: Consent): Promise<string> {
  const grant = new provider.Grant({ accountId, clientId })
  grant.addOIDCScope(scope)
  for (const resource of resources) grant.addResourceScope(resource, scope)
  return grant.save()
}
