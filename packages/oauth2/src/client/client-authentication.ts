import { type AuthorizationServer, ClientSecretPost, None } from 'oauth4webapi'
import { expectOption, isText } from '../check.ts'
import { type ClientAuthenticationMethod, isMethod } from './client-method.ts'
import { clientSecretBasic } from './client-secret-basic.ts'
import { listed } from './unlisted.ts'

/**
 * Name of the method by which the client authenticates, RFC 7591 §2. `client_secret_post`: the body has the secret.
 * `client_secret_basic`: a Basic header has the secret. `none`: the client is public and has no secret.
 */
export type ClientAuthentication = 'client_secret_post' | 'client_secret_basic' | 'none'

/** The options that describe the client. */
export interface ClientOptions {
  /** The identifier of the client, RFC 6749 §2.2. */
  readonly clientId: string
  /** The secret of the client. @default no secret: the client is public, or its `clientAuthentication` is an object */
  readonly clientSecret?: string | undefined
  /**
   * Method by which the client authenticates: the name of a method, or the result of `privateKeyJwt()`, `clientSecretJwt()`,
   * `tlsClientAuth()` or `clientAssertion()`. With such a result, `clientSecret` must be absent.
   *
   * @default 'none' without a secret; with a secret, 'client_secret_post'. Exception: 'client_secret_basic' with a secret, if the issuer's
   *   metadata list 'client_secret_basic' and do not list 'client_secret_post'
   */
  readonly clientAuthentication?: ClientAuthentication | ClientAuthenticationMethod | undefined
  /**
   * Encoding of the id and the secret in a Basic header. `form` encodes both, RFC 6749 §2.3.1. `raw` sends both as they are, for servers
   * that do not decode them. Letters and digits are the same in both encodings. @default 'form'
   */
  readonly basicEncoding?: 'form' | 'raw' | undefined
}

/** Returns the client's authentication method for a server. If the options name no method, the metadata of the server decide. */
export type MethodResolver = (server: AuthorizationServer) => ClientAuthenticationMethod

/**
 * Checks the options of the client's authentication. Returns the function that chooses the method for a server.
 *
 * @throws {TypeError} an option is missing or contradicts another option
 */
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

/**
 * Chooses `client_secret_post`, unless the server lists `client_secret_basic` without `client_secret_post`. RFC 8414 §2 assumes
 * `client_secret_basic` for a server without a list. In practice, such servers accept the secret in the body, but they decode a Basic
 * header in different ways.
 */
function preferred(methods: readonly string[]): 'client_secret_post' | 'client_secret_basic' {
  const isBasic = methods.includes('client_secret_basic') && !methods.includes('client_secret_post')
  return isBasic ? 'client_secret_basic' : 'client_secret_post'
}
