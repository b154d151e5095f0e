import { keepClaim } from '../token/keep-claim.ts'
import { isEndOfSession, type StoredToken } from '../token/stored-token.ts'

/**
 * Compares the store's record with the newest record that this process has seen there.
 *
 * A store that lost acknowledged writes gives an older record, and so does somebody who puts a copy of an older record back. Revisions
 * alone don't tell: they begin anew after the loss of the whole record. In one session, generations never fall.
 *
 * @returns the record to write over the older one; undefined if the store's record is not older
 */
export function recordToRestore(fromStore: StoredToken, newest: StoredToken): StoredToken | undefined {
  if (!isOlder(fromStore, newest)) return undefined
  const restored = { ...keepClaim(fromStore, newest), revision: fromStore.revision + 1 }
  return isSameToken(restored, fromStore) ? undefined : restored
}

function isOlder(fromStore: StoredToken, newest: StoredToken): boolean {
  const isEarlierWrite = fromStore.revision < newest.revision
  // Processes whose store lost everything may have begun another session since.
  if (fromStore.session !== newest.session) return isEarlierWrite && fromStore.sessionStart < newest.sessionStart
  return fromStore.generation < newest.generation || (fromStore.generation === newest.generation && isEarlierWrite)
}

/** A process that wrote the same token anew after a loss has restored everything. */
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
