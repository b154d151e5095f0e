import { type AuthorizationServer, ClientSecretPost, None } from 'oauth4webapi'
import { expectOption, isText } from '../check.ts'
import { type ClientAuthenticationMethod, isMethod } from './client-method.ts'
import { clientSecretBasic } from './client-secret-basic.ts'
import { listed } from './unlisted.ts'

/**
 * How the client authenticates, RFC 7591 §2. `client_secret_post`: with its secret in the body. `client_secret_basic`: with its
 * secret in a Basic header. `none`: a public client, without a secret.
 */
export type ClientAuthentication = 'client_secret_post' | 'client_secret_basic' | 'none'

/** The options that describe the client. */
export interface ClientOptions {
  /** The identifier of the client, RFC 6749 §2.2. */
  readonly clientId: string
  /** The secret of the client. @default none: a public client, or one whose `clientAuthentication` is a value */
  readonly clientSecret?: string | undefined
  /**
   * How the client authenticates: by the name of a method, or by a value of `privateKeyJwt()`, `clientSecretJwt()`, `tlsClientAuth()` or
   * `clientAssertion()`, without `clientSecret`.
   *
   * @default 'none' without a secret. With one, 'client_secret_post', or 'client_secret_basic' if the issuer's metadata list only that
   */
  readonly clientAuthentication?: ClientAuthentication | ClientAuthenticationMethod | undefined
  /**
   * How a Basic header carries id and secret. `form` encodes both, RFC 6749 §2.3.1. `raw` sends them as they are, for servers
   * that do not decode them. Letters and digits are the same in both. @default 'form'
   */
  readonly basicEncoding?: 'form' | 'raw' | undefined
}

/** Gives the method for a server: its metadata choose, if the options do not. */
export type MethodResolver = (server: AuthorizationServer) => ClientAuthenticationMethod

/** @throws {TypeError} an option is missing or contradicts another option */
export function resolveMethod(options: ClientOptions): MethodResolver {
  const { clientId, clientSecret, basicEncoding = 'form' } = options
  const chosen = options.clientAuthentication ?? (clientSecret === undefined ? 'none' : undefined)
  expectOption(isText(clientId), 'clientId', 'a string')
  expectOption(basicEncoding === 'form' || basicEncoding === 'raw', 'basicEncoding', "'form' or 'raw'")
  if (chosen === 'none' || isMethod(chosen)) {
    const method = chosen === 'none' ? { method: chosen, authenticate: None() } : chosen
    expectOption(clientSecret === undefined, 'clientSecret', `none together with clientAuthentication '${method.method}'`)
    return () => method
  }
  expectOption(isText(clientSecret), 'clientSecret', 'a string that is not empty, or none at all for a public client')
  const methods = {
    client_secret_post: ClientSecretPost(clientSecret),
    client_secret_basic: clientSecretBasic(clientId, clientSecret, basicEncoding),
  }
  expectOption(
    chosen === undefined || Object.hasOwn(methods, chosen),
    'clientAuthentication',
    "'client_secret_post', 'client_secret_basic', 'none', or a value such as that of privateKeyJwt()",
  )
  return (server) => {
    const method = chosen ?? preferred(listed(server, 'token_endpoint_auth_methods_supported'))
    return { method, authenticate: methods[method] }
  }
}

/** Servers that list nothing take a secret in the body, in practice. RFC 8414 §2 would have a Basic header, which they encode differently. */
function preferred(methods: readonly string[]): 'client_secret_post' | 'client_secret_basic' {
  const isBasic = methods.includes('client_secret_basic') && !methods.includes('client_secret_post')
  return isBasic ? 'client_secret_basic' : 'client_secret_post'
}
