import { type Account, revokeAccessTokens, signIn, signOut } from './account.ts'
import { type PlayResponse, createResponse } from './response.ts'
import { type Books, totalsOf } from './books.ts'
import { type ServerSettings, type User, users } from './settings.ts'

/** What the page tells the server about an account. */
export type Command =
  | { readonly kind: 'set'; readonly settings: Partial<ServerSettings> }
  | { readonly kind: 'sign-in'; readonly user: User }
  | { readonly kind: 'sign-out' }
  | { readonly kind: 'revoke' }
  /** The response to the next token request is lost. */
  | { readonly kind: 'lose-next' }

/** Responds to a command of the page. */
export function runCommand(account: Account, body: string, now: number, random: () => string): PlayResponse {
  const command = JSON.parse(body) as Command
  switch (command.kind) {
    case 'set':
      account.settings = { ...account.settings, ...command.settings }
      return createResponse(200, account.settings)
    case 'sign-in':
      if (!users.includes(command.user)) return createResponse(400, { error: `Unknown user. Allowed: ${users.join(', ')}.` })
      return createResponse(200, signIn(account, command.user, now, random))
    case 'sign-out':
      signOut(account, now)
      return createResponse(200, {})
    case 'revoke':
      revokeAccessTokens(account, now)
      return createResponse(200, {})
    case 'lose-next':
      account.losesNext = true
      return createResponse(200, {})
  }
}

/** Shows the books of an account: the totals, and the entries behind the first `seen`. */
export function showBooks({ entries }: Account, seen: number): PlayResponse {
  const books: Books = { entries: entries.slice(seen), totals: totalsOf(entries) }
  return createResponse(200, books)
}
