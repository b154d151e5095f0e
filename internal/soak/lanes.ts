import { createCoordinator, EverbearerError } from '@everbearer/core'
import { clientCredentials } from '@everbearer/oauth2'
import type { RegisteredClient } from '@everbearer/testbed/remote'
import type { Contender, Issued } from '../../bench/contenders/contender.ts'
import { clients, contendersOf } from '../../bench/contenders/index.ts'
import { type Adapter, adapters } from '../../demo/adapters.ts'
import { failureKind } from '../../demo/failure-kind.ts'
import { createTokenLog, type TokenLog } from './token-log.ts'

/** One client that takes part, and whose it is. */
export interface Entrant {
  readonly name: string
  /** Is this one of Everbearer's adapters? Only those can fail a run. */
  readonly isOurs: boolean
  readonly open: (setting: Setting) => Promise<Lane>
}

/** What the testbed has for one client. */
export interface Setting {
  readonly api: string
  readonly tokenEndpoint: string
  readonly account: RegisteredClient
}

/** A client at work. */
export interface Lane {
  /** Sends one request and reads the whole response. @throws unless the API took the token */
  readonly send: (signal: AbortSignal) => Promise<void>
  readonly tokens: TokenLog
  readonly close: () => void
}

/** The names of Everbearer's adapters. */
export const adapterNames: readonly string[] = Object.keys(adapters)

/** Everbearer's adapters by name. */
export function ownEntrants(names: readonly string[]): Entrant[] {
  return names.map((name) => ({ name: `@everbearer/${name}`, isOurs: true, open: async (setting) => openOwn(adapters[name]!, setting) }))
}

/** The libraries beside which the benchmark measures these adapters; with all adapters, the other libraries as well. */
export async function peerEntrants(names: readonly string[]): Promise<Entrant[]> {
  const chosen = names.length === adapterNames.length ? clients : names
  const contenders = (await Promise.all(chosen.map(contendersOf))).flat()
  return contenders
    .filter(({ role, cannot }) => role === 'peer' && cannot?.expiry === undefined)
    .map((contender) => ({ name: contender.name, isOurs: false, open: (setting) => openPeer(contender, setting) }))
}

/** With the options that the coordinator has by default. */
function openOwn(adapter: Adapter, { api, tokenEndpoint, account }: Setting): Lane {
  const tokens = createTokenLog()
  const auth = createCoordinator({ source: clientCredentials({ tokenEndpoint, ...account, fetch: tokens.fetch }), origins: api })
  const send = adapter(auth)
  return {
    async send(signal) {
      const status = await send(`${api}/orders`, { signal })
      if (status !== 200) throw new StatusError(status)
    },
    tokens,
    close: () => auth.dispose(),
  }
}

async function openPeer({ open }: Contender, { api, tokenEndpoint, account }: Setting): Promise<Lane> {
  const tokens = createTokenLog()
  const send = await open({ url: `${api}/orders`, obtain: () => obtain(tokens, tokenEndpoint, account) })
  return { send: () => send('GET'), tokens, close: () => {} }
}

/** A token request as the user of such a library writes it. */
async function obtain(
  { fetch: sendTokenRequest }: TokenLog,
  tokenEndpoint: string,
  { clientId, clientSecret }: RegisteredClient,
): Promise<Issued> {
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret })
  const response = await sendTokenRequest(tokenEndpoint, { method: 'POST', body })
  if (!response.ok) throw new StatusError(response.status)
  return (await response.json()) as Issued
}

/** A status other than the expected one. */
class StatusError extends Error {
  readonly status: number

  constructor(status: number) {
    super(`status ${status}`)
    this.status = status
  }
}

/** The class of an error as the caller sees it, without any secret: the name of ours, a status, or a code. */
export function errorClass(error: unknown): string {
  for (let link = error; link instanceof Error; link = link.cause) {
    if (link instanceof EverbearerError) return link.name
    if (link instanceof StatusError) return link.message
  }
  return failureKind(error)
}
