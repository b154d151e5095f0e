import { type Coordinator, createCoordinator } from '@everbearer/core'
import { clientCredentials } from '@everbearer/oauth2'
import { expect, it } from 'vitest'
import { startNginx } from '../nginx/nginx.ts'
import { clientSecret } from '../realms/realm-builders.ts'
import { startResourceServer } from '../resource-server/resource-server.ts'
import { startRecorder } from '../wire/recorder.ts'
import { keycloak, withEachClient } from './on-keycloak.ts'
import { atOnce } from './test-context.ts'

const realm = `${keycloak.auth}/realms/prod`
const { origin, pathname } = new URL(realm)
const fleet = 500
const rate = 50

withEachClient('Conundra', (client) => {
  it.each([
    { said: 'that says when to come back', retryAfter: 1 },
    { said: 'that does not say when to come back', retryAfter: undefined },
  ])(
    `C9: ${fleet} clients that start together behind a limit of ${rate} requests/s $said all get through`,
    { timeout: 200_000 },
    async ({ retryAfter }) => {
      await using limit = await startNginx({ upstream: origin, rate, ...(retryAfter !== undefined && { retryAfter }) })
      await using wire = await startRecorder(limit.origin)
      await using api = await startResourceServer({ realmUrl: realm, checks: 'signature' })
      const tokenEndpoint = `${wire.origin}${pathname}/protocol/openid-connect/token`
      // Ten seconds' worth of requests can't be through in the time that a coordinator on its own is patient for.
      const patience = { retries: 30, maxRetryTime: 150_000, refreshTimeout: 60_000 }
      const auths: Coordinator[] = Array.from({ length: fleet }, () =>
        createCoordinator({
          source: clientCredentials({ tokenEndpoint, clientId: 'conundra', clientSecret }),
          origins: [api.origin],
          ...patience,
        }),
      )
      const replies = await Promise.all(auths.map((auth) => client.create(auth)(api.origin)))
      expect(replies.filter(({ status }) => status !== 200)).toEqual([])
      expect(wire.tokensIssued()).toBeGreaterThanOrEqual(fleet)
      // A machine that stalls for a minute has some ask twice.
      expect(wire.tokensIssued()).toBeLessThanOrEqual(fleet * 1.25)
      const rejected = wire.requests.filter(({ status }) => status === 429).length
      expect(rejected).toBeGreaterThan(0)
      // Backing off, they are turned away a few times each, not in a loop.
      expect(rejected).toBeLessThanOrEqual(fleet * 8)
      for (const auth of auths) auth.dispose()
    },
  )

  it(`C9: ${fleet} requests of one client that start together take one token request`, async () => {
    await using limit = await startNginx({ upstream: origin, rate })
    await using wire = await startRecorder(limit.origin)
    await using api = await startResourceServer({ realmUrl: realm, checks: 'signature' })
    const tokenEndpoint = `${wire.origin}${pathname}/protocol/openid-connect/token`
    const auth = createCoordinator({
      source: clientCredentials({ tokenEndpoint, clientId: 'conundra', clientSecret }),
      origins: [api.origin],
    })
    const send = client.create(auth)
    const replies = await atOnce(fleet, () => send(api.origin))
    expect(replies.filter(({ status }) => status !== 200)).toEqual([])
    expect(wire.requests).toHaveLength(1)
    auth.dispose()
  })
})
