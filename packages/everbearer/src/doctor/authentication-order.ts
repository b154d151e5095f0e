import type { Authentication, Target } from '../target/target.ts'
import type { TokenRequestReading } from './observations.ts'

/** So many wrong tries at most: servers lock accounts. */
export const mostWrongTries = 2

/**
 * The ways to authenticate that are worth a try, the likeliest first. Empty: the server supports none of them.
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

/** RFC 8414 §2: metadata without a list mean `client_secret_basic`. Many servers leave out the list and take the body, too. */
export function supportedMethods(metadata: Readonly<Record<string, unknown>> | undefined): readonly string[] | undefined {
  const listed = metadata?.['token_endpoint_auth_methods_supported']
  return Array.isArray(listed) ? listed.filter((method) => typeof method === 'string') : undefined
}

/** Does form encoding change the text? */
function changesInForm(text: string): boolean {
  return new URLSearchParams({ '': text }).toString().slice(1) !== text
}

/** Did the server reject the client? A 401 counts whatever its error: Keycloak calls a wrong secret `unauthorized_client`. */
export function isWrongTry({ reply, error }: Pick<TokenRequestReading, 'reply' | 'error'>): boolean {
  return (reply.kind === 'response' && reply.status === 401) || error === 'invalid_client'
}

/** May another way be tried after these requests? */
export function mayTryAgain(requests: readonly TokenRequestReading[]): boolean {
  const last = requests.at(-1)
  if (last === undefined) return true
  return isWrongTry(last) && requests.filter(isWrongTry).length < mostWrongTries
}
