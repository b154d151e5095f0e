import { keepClaim } from '../token/keep-claim.ts'
import { isEndOfSession, type StoredToken } from '../token/stored-token.ts'

/**
 * Compares the store's record with the newest record that this process has seen in the store, to find out whether the store has lost
 * writes.
 *
 * A store gives an older record after a loss of acknowledged writes, or if somebody restored a copy of an older record. Revisions (numbers
 * of writes) alone do not show this: they begin again after the loss of the whole record. In one session, generations (numbers of tokens)
 * never fall.
 *
 * @returns the record to write over the store's record; undefined: the store's record is not older, or has the same token
 */
export function recordToRestore(fromStore: StoredToken, newest: StoredToken): StoredToken | undefined {
  if (!isOlder(fromStore, newest)) return undefined
  const restored = { ...keepClaim(fromStore, newest), revision: fromStore.revision + 1 }
  return isSameToken(restored, fromStore) ? undefined : restored
}

function isOlder(fromStore: StoredToken, newest: StoredToken): boolean {
  const isEarlierWrite = fromStore.revision < newest.revision
  // Other processes may have begun another session after the store lost all records.
  if (fromStore.session !== newest.session) return isEarlierWrite && fromStore.sessionStart < newest.sessionStart
  return fromStore.generation < newest.generation || (fromStore.generation === newest.generation && isEarlierWrite)
}

/** Checks whether two records have the same token. If so, another process has already restored the token after a loss. */
function isSameToken(a: StoredToken, b: StoredToken): boolean {
  return (
    a.session === b.session &&
    a.generation === b.generation &&
    a.accessToken === b.accessToken &&
    a.refreshToken === b.refreshToken &&
    isEndOfSession(a) === isEndOfSession(b) &&
    a.claim?.owner === b.claim?.owner &&
    a.claim?.attempt === b.claim?.attempt
  )
}
