import { type ClientAuth, ClientSecretPost, None } from 'oauth4webapi'
import { expectOption, isText } from './check.ts'

/**
 * How the client proves who it is, by its name in RFC 7591 §2: with its secret in the body, with its secret in a
 * Basic header, or (a public client) not at all.
 */
export type ClientAuthentication = 'client_secret_post' | 'client_secret_basic' | 'none'

/** Who asks for tokens. */
export interface ClientOptions {
  readonly clientId: string
  /** Leave out for a public client. */
  readonly clientSecret?: string | undefined
  /** @default 'client_secret_post' with a secret, 'none' without */
  readonly clientAuthentication?: ClientAuthentication | undefined
  /**
   * How a Basic header carries id and secret: `form` encodes both as RFC 6749 §2.3.1 says, `raw` sends them as they
   * are, for servers that do not decode. Only odd characters make a difference. @default 'form'
   */
  readonly basicEncoding?: 'form' | 'raw' | undefined
}

/** @throws {TypeError} an option is missing or contradicts another */
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
  const encode = basicEncoding === 'form' ? formEncode : (text: string) => text
  return basic(encode(clientId), encode(clientSecret))
}

/** By the platform's own form encoder, which leaves `-`, `.` and `_` alone; oauth4webapi's does not, and servers that don't decode trip over it. */
function formEncode(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1)
}

function basic(clientId: string, clientSecret: string): ClientAuth {
  const bytes = new TextEncoder().encode(`${clientId}:${clientSecret}`)
  const credentials = btoa(String.fromCharCode(...bytes))
  return (_server, _client, _body, headers) => {
    headers.set('authorization', `Basic ${credentials}`)
  }
}
