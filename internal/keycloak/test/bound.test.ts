import { setTimeout as pause } from 'node:timers/promises'
import { type Coordinator, createCoordinator, type TokenSource } from '@everbearer/core'
import { dpopKey } from '@everbearer/dpop'
import { clientCredentials, password, refreshToken } from '@everbearer/oauth2'
import { expect, it } from 'vitest'
import { clientSecret, shortLife, userPassword } from '../realms/realm-builders.ts'
import { keycloak, withEachClient } from './on-keycloak.ts'
import { atOnce } from './test-context.ts'

const realm = `${keycloak.plain}/realms/bound/protocol/openid-connect`
const tokenEndpoint = `${realm}/token`
const userinfo = `${realm}/userinfo`

function machine(keyBinding = dpopKey()): TokenSource {
  return clientCredentials({ tokenEndpoint, clientId: 'bound-machine', clientSecret, scope: 'openid', keyBinding })
}

/** A login that hands over to a source which can only refresh. */
async function app(keyBinding = dpopKey()): Promise<{ readonly source: TokenSource; readonly first: string }> {
  const options = { tokenEndpoint, clientId: 'bound-app', scope: 'openid', keyBinding }
  const login = password({ ...options, username: 'alice', password: userPassword })
  const { refresh_token: first } = Object(await login.obtain?.({ signal: AbortSignal.timeout(60_000) })) as {
    readonly refresh_token: string
  }
  return { source: refreshToken({ ...options, refreshToken: first }), first }
}

function coordinate(source: TokenSource): Coordinator {
  return createCoordinator({ source, origins: [keycloak.plain], refreshTimeout: 45_000, maxRetryTime: 90_000 })
}

/** Sends requests over several lifetimes of a token, with a revocation in the middle. */
async function statusesOver(send: () => Promise<number>, revokeToken: () => Promise<unknown>): Promise<Set<number>> {
  const statuses: number[] = [...(await atOnce(20, send))]
  for (let half = 0; half < 2 * 3; half++) {
    await pause((shortLife * 1000) / 2)
    if (half === 3) await revokeToken()
    statuses.push(...(await atOnce(5, send)))
  }
  return new Set(statuses)
}

/** RFC 7009, by the client itself. */
async function revoke(auth: Coordinator, keyBinding: ReturnType<typeof dpopKey>, client: Record<string, string>): Promise<void> {
  const { accessToken } = await auth.getToken()
  const body = new URLSearchParams({ ...client, token: accessToken, token_type_hint: 'access_token' })
  const { status } = await keyBinding.tokenRequest(`${realm}/revoke`, (headers) =>
    fetch(`${realm}/revoke`, { method: 'POST', headers, body }),
  )
  expect(status).toBe(200)
}

withEachClient('Bound tokens', (client) => {
  it('D1: client_credentials with proofs: no caller sees an error, over several lifetimes and a revocation', async () => {
    const keyBinding = dpopKey()
    using auth = coordinate(machine(keyBinding))
    const send = client.create(auth)
    const revokeNow = (): Promise<void> => revoke(auth, keyBinding, { client_id: 'bound-machine', client_secret: clientSecret })
    expect(await statusesOver(async () => (await send(userinfo)).status, revokeNow)).toEqual(new Set([200]))
    expect((await auth.getToken()).generation).toBeGreaterThanOrEqual(3)
  })

  it('D2: a bound refresh token is presented with proofs of its key, and replaced by each refresh', async () => {
    const keyBinding = dpopKey({ algorithm: 'PS256' })
    const { source } = await app(keyBinding)
    using auth = coordinate(source)
    const send = client.create(auth)
    expect(
      await statusesOver(
        async () => (await send(userinfo)).status,
        async () => auth.invalidate(),
      ),
    ).toEqual(new Set([200]))
  })

  it('D3: Keycloak refuses a bound refresh token with another key, and a bound token as Bearer or without a proof', async () => {
    const { first } = await app()
    using thief = coordinate(refreshToken({ tokenEndpoint, clientId: 'bound-app', refreshToken: first, keyBinding: dpopKey() }))
    await expect(thief.getToken()).rejects.toMatchObject({ code: 'ERR_SESSION_ENDED' })

    using auth = coordinate(machine())
    expect((await client.create(auth)(userinfo)).status).toBe(200)
    const { accessToken } = await auth.getToken()
    const bearer = await fetch(userinfo, { headers: { authorization: `Bearer ${accessToken}` } })
    expect(bearer.status).toBe(401)
    const without = await fetch(userinfo, { headers: { authorization: `DPoP ${accessToken}` } })
    expect(without.status).toBe(401)
  })
})
