import type { IssuedTokens } from '../server/account.ts'
import type { Books } from '../server/books.ts'
import type { Command } from '../server/control.ts'

/** How the page reaches one account of the server. */
export interface ServerPort {
  /** The URL of the API, with a slash at its end. */
  readonly api: string
  readonly requestToken: (refreshToken: string) => Promise<Response>
  /** Signs a user in. */
  readonly signIn: (user: IssuedTokens['user']) => Promise<IssuedTokens>
  readonly command: (command: Command) => Promise<void>
  /** The books, without the first `seen` entries. */
  readonly books: (seen: number) => Promise<Books>
}

/** @param server - the URL of the server, with a slash at its end */
export function createServerPort(server: string, account: string): ServerPort {
  const base = `${server}${account}/`
  const send = (command: Command): Promise<Response> => post(`${base}control`, JSON.stringify(command))
  return {
    api: `${base}api/`,
    requestToken: (refreshToken) =>
      fetch(`${base}token`, { method: 'POST', body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken }) }),
    signIn: async (user) => (await (await send({ kind: 'sign-in', user })).json()) as IssuedTokens,
    command: async (command) => void (await send(command)),
    async books(seen) {
      const response = await fetch(`${base}books/${seen}`)
      return (await response.json()) as Books
    },
  }
}

/** @throws {Error} the server does not do what it is told */
async function post(url: string, body: string): Promise<Response> {
  const response = await fetch(url, { method: 'POST', body })
  if (!response.ok) throw new Error(`the server of the playground: ${response.status}`)
  return response
}
