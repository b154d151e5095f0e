import { type Account, createAccount } from './account.ts'
import { type PlayResponse, latencyOf, type ReceivedRequest, createResponse } from './response.ts'
import { respondToApi } from './api.ts'
import { showBooks, runCommand } from './control.ts'
import { respondToTokenRequest } from './token-endpoint.ts'

/** The authorization server and the API of the playground. */
export interface PlayServer {
  /** How long a request is under way before the server reads it, ms. */
  readonly wayOf: (path: string) => number
  /** Responds to a request that has arrived, now. */
  readonly respond: (request: ReceivedRequest) => PlayResponse
  /** All that the server knows, as JSON. */
  readonly snapshot: () => Snapshot
}

/** The accounts, oldest first, by name. */
export type Snapshot = Readonly<Record<string, Account>>

export interface PlayServerOptions {
  /** ms since 1970. */
  readonly now: () => number
  /** Text for tokens: never the same twice. */
  readonly random: () => string
  /** What an earlier server knew. @default nothing */
  readonly snapshot?: Snapshot | undefined
}

/** Accounts beyond this number push out the oldest. */
const mostAccounts = 24

/**
 * Creates the server. Its paths are `<account>/api/<lane>`, `<account>/token`, `<account>/control` and `<account>/books/<entries seen>`.
 * A lane is a number from 1. The first request to an account creates the account.
 */
export function createPlayServer({ now, random, snapshot = {} }: PlayServerOptions): PlayServer {
  const accounts = new Map(Object.entries(snapshot))
  return {
    snapshot: () => Object.fromEntries(accounts),
    wayOf(path) {
      const { account, part, number } = readPath(path)
      const latency = accounts.get(account)?.settings.latency ?? 0
      if (part === 'api') return latencyOf(latency, number) / 2
      return part === 'token' ? latency / 2 : 0
    },
    respond(request) {
      const { account: name, part, number } = readPath(request.path)
      if (name === '') return createResponse(404, { error: 'No account.' })
      const account = accountOf(name)
      if (part === 'api' && number > 0) return respondToApi(account, number, request, now())
      if (part === 'token' && request.method === 'POST') return respondToTokenRequest(account, request, now(), random)
      if (part === 'control' && request.method === 'POST') return runCommand(account, request.body, now(), random)
      if (part === 'books') return showBooks(account, number)
      return createResponse(404, { error: 'No such path.' })
    },
  }

  function accountOf(name: string): Account {
    const known = accounts.get(name)
    if (known !== undefined) return known
    const created = createAccount()
    accounts.set(name, created)
    for (const oldest of accounts.keys()) {
      if (accounts.size <= mostAccounts) break
      accounts.delete(oldest)
    }
    return created
  }
}

function readPath(path: string): { readonly account: string; readonly part: string; readonly number: number } {
  const [account = '', part = '', number = ''] = path.split('/')
  return { account, part, number: /^\d{1,6}$/.test(number) ? Number(number) : 0 }
}
