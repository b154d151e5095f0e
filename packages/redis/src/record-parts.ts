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
/** A logout has no access token, but a number and a moment. */
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

/** What all tokens of a login share: the session, the refresh token and its claim. */
export type LoginPart = Pick<StoredToken, (typeof loginFields)[number]> & Partial<Pick<StoredToken, 'generation' | 'issuedAt'>>

/** One access token of a login, and the session that it belongs to. */
export type TokenPart = Pick<StoredToken, (typeof tokenFields)[number]>

/**
 * Divides a record. A logout is a login part only: it ends all tokens of its login.
 *
 * @throws {StoreError} the record is encrypted, so that its secrets can't be divided
 */
export function splitRecord(record: StoredToken): { readonly login: LoginPart; readonly token: TokenPart } {
  // An access token has no space. The mark of an encrypted record has a space.
  if (record.accessToken.includes(' ')) {
    throw new StoreError('An encrypted record needs a key without scope, audience and resource: its refresh token cannot be shared.')
  }
  return { login: pick(record, record.loggedOut === true ? logoutFields : loginFields), token: pick(record, tokenFields) }
}

/**
 * Puts a record together. An access token of another session counts for nothing: the record then has the refresh token only.
 *
 * @param token - undefined: this login has no such access token yet
 */
export function joinRecord(login: LoginPart, token: TokenPart | undefined): StoredToken {
  const isPresent = token?.session === login.session && login.loggedOut !== true
  return { generation: 0, accessToken: '', issuedAt: login.sessionStart, fields: {}, ...login, ...(isPresent && token) }
}

function pick<Name extends keyof StoredToken>(record: StoredToken, names: readonly Name[]): Pick<StoredToken, Name> {
  return Object.fromEntries(names.filter((name) => record[name] !== undefined).map((name) => [name, record[name]])) as never
}
