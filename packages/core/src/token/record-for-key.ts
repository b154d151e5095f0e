import { type StoredToken, withRefreshToken } from './stored-token.ts'

/**
 * Returns the record without the tokens that a process with this key can't use. If the tokens are bound to another key, both are removed.
 * If the tokens are bound to no key, only the access token is removed: the refresh token can get a bound token. Session, generation and
 * revision stay unchanged, for the next compare-and-set of the store.
 *
 * @param own - the thumbprint of the process's key; undefined: the process has no key
 */
export function recordForKey(record: StoredToken, own: string | undefined): StoredToken {
  const { keyThumbprint, ...rest } = record
  if (keyThumbprint === own) return record
  return { ...(keyThumbprint === undefined ? rest : withRefreshToken(rest, undefined)), accessToken: '' }
}

/** Checks whether the tokens of this record are bound to another key than the key with the thumbprint `own`. */
export function isOfOtherKey({ keyThumbprint }: StoredToken, own: string | undefined): boolean {
  return keyThumbprint !== undefined && keyThumbprint !== own
}

/**
 * Returns the record with the thumbprint of this process's key, to which the tokens are bound. A record without an access token is bound to
 * no key.
 */
export function withKey(record: StoredToken, own: string | undefined): StoredToken {
  return own === undefined || record.accessToken === '' ? record : { ...record, keyThumbprint: own }
}
