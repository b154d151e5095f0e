import { setTimeout as pause } from 'node:timers/promises'
import { type Coordinator, createCoordinator, type TokenSource } from '@everbearer/core'
import { systemClock } from '@everbearer/core/adapter'
import { authorizationCode, deviceCode, password, tokenExchange } from '@everbearer/oauth2'
import { expect, it } from 'vitest'
import type { ClientUnderTest } from '../clients.ts'
import { loginUser, redirectUri } from '../realms/grants.ts'
import { clientSecret, shortLife } from '../realms/realm-builders.ts'
import { startResourceServer } from '../resource-server/resource-server.ts'
import { keycloak, withAllClientsAtOnce } from './on-keycloak.ts'
import { createPageVisitor } from './page-visitor.ts'

const issuer = `${keycloak.plain}/realms/grants`

/** Polls four times faster than Keycloak asks for: its `slow_down` then lengthens the interval. */
const hurried = { ...systemClock, setTimeout: (callback: () => void, ms: number) => setTimeout(callback, ms / 4) }

/** Keycloak fails if one person consents to the same client twice at the same time. */
const inTurn = createTurns()

function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const turn = last.then(work)
    last = turn.catch(() => {})
    return turn
  }
}

/** Sends requests for longer than three lifetimes; the token is rejected once in the middle. */
async function statusesOf(auth: Coordinator, client: ClientUnderTest): Promise<Set<number>> {
  await using api = await startResourceServer({ realmUrl: issuer })
  const send = client.create(auth)
  const statuses = new Set<number>()
  const end = performance.now() + 2.2 * shortLife * 1000
  let isInvalidated = false
  while (performance.now() < end) {
    for (const { status } of await Promise.all([send(api.origin), send(api.origin)])) statuses.add(status)
    if (!isInvalidated) auth.invalidate()
    isInvalidated = true
    await pause(200)
  }
  return statuses
}

function session(source: TokenSource): Coordinator {
  return createCoordinator({ source, origins: 'any', refreshTimeout: 45_000, maxRetryTime: 90_000 })
}

withAllClientsAtOnce('the grants', (client) => {
  it('a login by code and PKCE in Keycloak’s form refreshes, and its logout revokes', async () => {
    const login = authorizationCode({ issuer, clientId: 'tool', redirectUri, scope: 'openid' })
    await using auth = session(login.source)
    const { url, pending } = await login.begin()
    await auth.setTokens(await login.finish(await createPageVisitor().logIn(url, loginUser, redirectUri), pending))
    expect(await statusesOf(auth, client)).toEqual(new Set([200]))

    const { refreshToken = '' } = await auth.getToken()
    const failures: unknown[] = []
    auth.on('revoke-failed', (event) => failures.push(event))
    await auth.clear({ revoke: true })
    await auth[Symbol.asyncDispose]()
    expect(failures).toEqual([])
    const refreshed = login.source.refresh?.(refreshToken, { signal: AbortSignal.timeout(30_000) })
    await expect(refreshed).rejects.toMatchObject({ error: 'invalid_grant' })
  })

  it('a login of a device, confirmed in Keycloak’s pages, refreshes', async () => {
    const source = deviceCode({
      issuer,
      clientId: 'tool',
      scope: 'openid',
      clock: hurried,
      prompt: ({ verificationUriComplete = '' }) => inTurn(() => createPageVisitor().confirmDevice(verificationUriComplete, loginUser)),
    })
    await using auth = session(source)
    expect(await statusesOf(auth, client)).toEqual(new Set([200]))
  })

  it('an exchanged token is renewed by the login behind it, and ends with it', async () => {
    await using login = session(password({ issuer, clientId: 'tool', ...loginUser, scope: 'openid' }))
    await using auth = session(tokenExchange({ issuer, clientId: 'service', clientSecret, subjectToken: login }))
    expect(await statusesOf(auth, client)).toEqual(new Set([200]))
    await login.clear()
    expect(auth.peek().status).toBe('ended')
  })
})
