import type { Authentication, Target } from '../target/target.ts'
import type { TokenRequestReading } from './observations.ts'

/** Number of rejected client authentications after which doctor stops. After more rejections, a server may lock the client's account. */
export const mostWrongTries = 2

/**
 * Returns the authentication methods to try, the most likely method first. Empty: the server supports no method that doctor tries.
 *
 * @param supported - `token_endpoint_auth_methods_supported` of the metadata; undefined: unknown
 */
export function authenticationOrder(
  target: Pick<Target, 'authentication' | 'clientId'>,
  clientSecret: string | undefined,
  supported: readonly string[] | undefined,
): readonly Authentication[] {
  if (target.authentication !== undefined) return [target.authentication]
  if (clientSecret === undefined) return [{ method: 'none' }]
  const form: Authentication = { method: 'client_secret_basic', basicEncoding: 'form' }
  const raw: Authentication = { method: 'client_secret_basic', basicEncoding: 'raw' }
  const basic = changesInForm(target.clientId) || changesInForm(clientSecret) ? [form, raw] : [form]
  return [{ method: 'client_secret_post' as const }, ...basic].filter(({ method }) => supported?.includes(method) ?? true)
}

/**
 * Returns the authentication methods that the metadata list; undefined: the metadata have no list. By RFC 8414 §2, no list means
 * `client_secret_basic`, but many servers without a list also accept a secret in the body.
 */
export function supportedMethods(metadata: Readonly<Record<string, unknown>> | undefined): readonly string[] | undefined {
  const listed = metadata?.['token_endpoint_auth_methods_supported']
  return Array.isArray(listed) ? listed.filter((method) => typeof method === 'string') : undefined
}

/** Checks whether form encoding changes the text. If not, the encodings `form` and `raw` of Basic credentials are equal. */
function changesInForm(text: string): boolean {
  return new URLSearchParams({ '': text }).toString().slice(1) !== text
}

/** Checks whether the server rejected the client. Any 401 counts: for a wrong secret, Keycloak sends `unauthorized_client`. */
export function isWrongTry({ reply, error }: Pick<TokenRequestReading, 'reply' | 'error'>): boolean {
  return (reply.kind === 'response' && reply.status === 401) || error === 'invalid_client'
}

/**
 * Checks whether doctor may try another authentication method after these requests. The server must have rejected the client in the last
 * request, and the limit of rejections must not be reached.
 */
export function mayTryAgain(requests: readonly TokenRequestReading[]): boolean {
  const last = requests.at(-1)
  if (last === undefined) return true
  return isWrongTry(last) && requests.filter(isWrongTry).length < mostWrongTries
}
