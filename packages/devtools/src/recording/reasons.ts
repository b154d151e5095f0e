import type { CoordinatorEvents, RefreshReason } from '@everbearer/core'

const waitReasons: Readonly<Record<RefreshReason, string>> = {
  missing: 'there was no token yet',
  due: 'a refresh was due',
  expired: 'the token had expired',
  rejected: 'the token was rejected',
  invalidated: 'the token was marked invalid',
}

/** Returns a text for the reason why a caller waited. */
export function waitReason(reason: string | undefined): string {
  return waitReasons[reason as RefreshReason] ?? 'no token was ready'
}

/** Returns a text for the reason why a request was sent without a token, with advice if the request needs a token. */
export function skipNote({ origin, reason, allowed }: CoordinatorEvents['skipped']): string {
  switch (reason) {
    case 'opted-out':
      return 'Sent without a token: the call says `bearer: false`.'
    case 'not-signed-in':
      return 'Sent without a token: nobody is signed in. To change that, sign in, and call setTokens().'
    case 'own-authorization':
      return 'Sent without our token: the request has an Authorization of its own. Remove that header if it should get the token.'
    case 'origin':
      if (allowed === 'any') return "Sent without a token: the URL can't be read. Give an absolute URL."
      return `Sent without a token: ${origin} is not among \`origins\`. Add it there, if the token may go to it.`
  }
}
