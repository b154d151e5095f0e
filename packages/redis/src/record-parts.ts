import { StoreError, type StoredToken } from '@everbearer/core'

const loginFields = [
  'version',
  'revision',
  'session',
  'sessionStart',
  'refreshToken',
  'refreshExpiresAt',
  'claim',
  'subject',
  'loggedOut',
] as const
/** The shared fields of a logout's record: the login's fields, the record's number (`generation`), and the logout's time (`issuedAt`). */
const logoutFields = [...loginFields, 'generation', 'issuedAt'] as const
const tokenFields = [
  'session',
  'generation',
  'accessToken',
  'issuedAt',
  'lifetime',
  'refreshIn',
  'scope',
  'keyThumbprint',
  'fields',
] as const

/**
 * The part of a record that the access tokens of a login share: the session, the refresh token and its claim (the note that a coordinator
 * presents this token).
 */
export type LoginPart = Pick<StoredToken, (typeof loginFields)[number]> & Partial<Pick<StoredToken, 'generation' | 'issuedAt'>>

/** The part of a record with one access token, and the session of that token. */
export type TokenPart = Pick<StoredToken, (typeof tokenFields)[number]>

/**
 * Divides a record into the part that all tokens of a login share, and the part with one access token. The record of a logout ends every
 * token of the login through the shared part alone.
 *
 * @throws {StoreError} the record is encrypted, so its secrets can't be divided
 */
export function splitRecord(record: StoredToken): { readonly login: LoginPart; readonly token: TokenPart } {
  // An access token contains no space. The `accessToken` of an encrypted record is a mark with a space.
  if (record.accessToken.includes(' ')) {
    throw new StoreError('An encrypted record needs a key without scope, audience and resource: its refresh token cannot be shared.')
  }
  return { login: pick(record, record.loggedOut === true ? logoutFields : loginFields), token: pick(record, tokenFields) }
}

/**
 * Joins the two parts of a record. An access token of another session is ignored: the record then has only the refresh token.
 *
 * @param token - undefined: the login has no access token yet for this scope, audience and resource
 */
export function joinRecord(login: LoginPart, token: TokenPart | undefined): StoredToken {
  const isPresent = token?.session === login.session && login.loggedOut !== true
  return { generation: 0, accessToken: '', issuedAt: login.sessionStart, fields: {}, ...login, ...(isPresent && token) }
}

function pick<Name extends keyof StoredToken>(record: StoredToken, names: readonly Name[]): Pick<StoredToken, Name> {
  return Object.fromEntries(names.filter((name) => record[name] !== undefined).map((name) => [name, record[name]])) as never
}
