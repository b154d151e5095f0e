import { type ClientAuth, ClientSecretPost, None } from 'oauth4webapi'
import { expectOption, isText } from '../check.ts'
import { clientSecretBasic } from './client-secret-basic.ts'

/**
 * How the client authenticates, RFC 7591 §2. `client_secret_post`: with its secret in the body. `client_secret_basic`: with its
 * secret in a Basic header. `none`: a public client, without a secret.
 */
export type ClientAuthentication = 'client_secret_post' | 'client_secret_basic' | 'none'

/** The options that describe the client. */
export interface ClientOptions {
  /** The identifier of the client, RFC 6749 §2.2. */
  readonly clientId: string
  /** The secret of the client. @default none: a public client */
  readonly clientSecret?: string | undefined
  /** How the client authenticates. @default 'client_secret_post' with a secret, 'none' without */
  readonly clientAuthentication?: ClientAuthentication | undefined
  /**
   * How a Basic header carries id and secret. `form` encodes both, RFC 6749 §2.3.1. `raw` sends them as they are, for servers
   * that do not decode them. Letters and digits are the same in both. @default 'form'
   */
  readonly basicEncoding?: 'form' | 'raw' | undefined
}

/** @throws {TypeError} an option is missing or contradicts another option */
export function resolveClientAuth(options: ClientOptions): ClientAuth {
  const { clientId, clientSecret, basicEncoding = 'form' } = options
  const method = options.clientAuthentication ?? (clientSecret === undefined ? 'none' : 'client_secret_post')
  expectOption(isText(clientId), 'clientId', 'a string')
  expectOption(basicEncoding === 'form' || basicEncoding === 'raw', 'basicEncoding', "'form' or 'raw'")
  if (method === 'none') {
    expectOption(clientSecret === undefined, 'clientSecret', "none together with clientAuthentication 'none'")
    return None()
  }
  expectOption(isText(clientSecret), 'clientSecret', 'a string that is not empty, or none at all for a public client')
  if (method === 'client_secret_post') return ClientSecretPost(clientSecret)
  expectOption(method === 'client_secret_basic', 'clientAuthentication', "'client_secret_post', 'client_secret_basic' or 'none'")
  return clientSecretBasic(clientId, clientSecret, basicEncoding)
}
