import type { ClientOptions, Testbed } from '@everbearer/testbed'
import type { Settings, Tokens } from '../settings.ts'
import type { Call } from './call.ts'
import type { Migration, Open } from './migration.ts'
import { countFrom, type Seen } from './seen.ts'
import type { TokenGate } from './token-gate.ts'

/** Lifetime of access tokens, s. */
export const lifetime = 3_600
const publicClient: ClientOptions = { refreshTokens: true, rotateRefreshTokens: true, authentication: 'none' }

/** Where the scenarios take place. */
export interface Place {
  readonly testbed: Testbed
  readonly gate: TokenGate
}

/** A client of the testbed, whose calls have a good token. */
export interface Opened {
  readonly clientId: string
  readonly call: Call
  /** Counts from the moment at which the client was ready. */
  readonly count: () => Seen
}

/** Signs a user in, and sends a first request. */
export async function open({ testbed }: Place, { client }: Migration, openCall: Open): Promise<Opened> {
  const registered = testbed.registerClient({
    ...(client ?? publicClient),
    accessTokenLifetime: lifetime,
    refreshTokenLifetime: 24 * lifetime,
  })
  const { api, issuer, tokenEndpoint } = testbed
  const settings: Settings = { api, issuer, tokenEndpoint, ...registered }
  const call = await openCall(settings, await logIn(testbed, settings, client === undefined))
  await call('/orders/first')
  const { clientId } = registered
  return { clientId, call, count: countFrom(testbed, clientId) }
}

async function logIn(testbed: Testbed, { tokenEndpoint, clientId, clientSecret }: Settings, isPublic: boolean): Promise<Tokens> {
  testbed.registerUser({ username: 'alice', password: 'alice-secret' })
  const form = { grant_type: 'password', username: 'alice', password: 'alice-secret', client_id: clientId }
  const secret = isPublic ? {} : { client_secret: clientSecret }
  const response = await fetch(tokenEndpoint, { method: 'POST', body: new URLSearchParams({ ...form, ...secret }) })
  return (await response.json()) as Tokens
}
