import { setTimeout as pause } from 'node:timers/promises'
import { type CoordinatorOptions, TokenUnavailableError } from '@everbearer/core'
import { clientCredentials, refreshToken } from '@everbearer/oauth2'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { type ClientUnderTest, clients } from '../clients.ts'
import { type Admin, createAdmin } from '../server/admin.ts'
import { clientSecret } from '../realms/realm-builders.ts'
import { claimsOf } from '../resource-server/token-checks.ts'
import { changeSecret, endSession, rotateKeys } from './breakage.ts'
import { keycloak, onKeycloak } from './on-keycloak.ts'
import { atOnce, codeOf, outcomeOf, patience, type TestContext, type TestContextOptions, createTestContext } from './test-context.ts'

const second = 1000

onKeycloak('Faults', () => {
  let baseUrl: string
  let admin: Admin
  const control = async (path: 'up' | 'kill' | 'restart'): Promise<string> => {
    const response = await fetch(`${keycloak.control}/${path}`, { method: 'POST' })
    const text = await response.text()
    if (!response.ok) throw new Error(text)
    return text
  }
  beforeAll(async () => {
    baseUrl = await control('up')
    admin = createAdmin(baseUrl)
  })

  function setUp(client: ClientUnderTest, realmName: string, more: Partial<TestContextOptions> = {}): Promise<TestContext> {
    const realm = `${baseUrl}/realms/${realmName}`
    const source = (tokenEndpoint: string): ReturnType<typeof clientCredentials> =>
      clientCredentials({ tokenEndpoint, clientId: 'client', clientSecret })
    return createTestContext({ realm, client, source, ...more })
  }

  /** What 20 callers at once get. */
  const statusesOf = async ({ send, api }: TestContext): Promise<number[]> =>
    (await atOnce(20, () => send(api.origin))).map(({ status }) => status)
  const all200 = Array.from({ length: 20 }, () => 200)
  /** Both tokens were dead, and new ones were obtained at the price of one refused refresh. */
  const onceAnew = ['client_credentials', 'refresh_token', 'client_credentials']

  describe.each(clients)('$name', (client) => {
    it('a session that an administrator ends: callers see nothing', async () => {
      await using context = await setUp(client, 'sessions')
      const { fields } = await context.auth.getToken()
      await endSession(admin, 'sessions', fields)
      expect(await statusesOf(context)).toEqual(all200)
      expect(context.api.rejected()).toBeGreaterThan(0)
      expect(context.wire.grants()).toEqual(onceAnew)
      expect(context.failures()).toEqual([])
    })

    it('a session that an administrator ends, where only a login brings tokens: callers see the 401 as it came, and ERR_SESSION_ENDED from then on', async () => {
      const source = (tokenEndpoint: string): ReturnType<typeof refreshToken> =>
        refreshToken({ tokenEndpoint, clientId: 'client', clientSecret })
      await using login = await setUp(client, 'sessions')
      await login.auth.getToken()
      await using context = await setUp(client, 'sessions', { source })
      await context.auth.setTokens(login.wire.requests[0]?.responseFields as unknown as Parameters<typeof context.auth.setTokens>[0])
      expect(await statusesOf(context)).toEqual(all200)
      await endSession(admin, 'sessions', (await context.auth.getToken()).fields)
      expect(await statusesOf(context)).toEqual(all200.map(() => 401))
      context.elapse(300 * second)
      const outcomes = await atOnce(20, () => outcomeOf(context.send(context.api.origin)))
      expect(outcomes.map(codeOf)).toEqual(outcomes.map(() => 'ERR_SESSION_ENDED'))
      expect(context.events('session-ended')).toEqual([{ reason: 'no-grant' }])
      expect(context.wire.grants()).toEqual(['refresh_token'])
    })

    it('not-before pushed: callers see nothing', async () => {
      await using context = await setUp(client, 'not-before')
      const { accessToken, refreshToken: token = '' } = await context.auth.getToken()
      // Keycloak stamps both tokens in turn: on a slow machine the refresh token may be of the next second.
      const issued = Math.max(...[accessToken, token].map((jwt) => claimsOf(jwt).iat!))
      // Tokens of the very second that is pushed stay good.
      await vi.waitFor(() => expect(Date.now() / second).toBeGreaterThan(issued + 1), patience)
      await admin.send('PUT', 'not-before', { notBefore: issued + 1 })
      expect(await statusesOf(context)).toEqual(all200)
      expect(context.api.rejected()).toBeGreaterThan(0)
      expect(context.wire.grants()).toEqual(onceAnew)
      expect(context.wire.requests.at(-1)?.responseFields['not-before-policy']).toBe(issued + 1)
    })

    it('realm keys rotated: callers see nothing, neither while the old keys are still honoured nor after', async () => {
      await using context = await setUp(client, 'keys')
      await context.auth.getToken()
      const dropOldKeys = await rotateKeys(admin, 'keys', client.name)
      expect(await statusesOf(context)).toEqual(all200)
      expect(context.wire.requests).toHaveLength(1)

      await dropOldKeys()
      expect(await statusesOf(context)).toEqual(all200)
      expect(context.api.rejected()).toBeGreaterThan(0)
      expect(context.wire.grants()).toEqual(onceAnew)
    })

    it('a refresh token that was revoked: callers see nothing', async () => {
      await using context = await setUp(client, 'sessions')
      const { refreshToken: token = '' } = await context.auth.getToken()
      const body = new URLSearchParams({ token, client_id: 'client', client_secret: clientSecret })
      const revoked = await fetch(`${baseUrl}/realms/sessions/protocol/openid-connect/revoke`, { method: 'POST', body })
      expect(revoked.status).toBe(200)
      context.elapse(300 * second)
      expect(await statusesOf(context)).toEqual(all200)
      expect(context.wire.grants()).toEqual(onceAnew)
      expect(context.failures()).toEqual([])
    })

    it('a client secret that is changed: callers see nothing while the token lasts, then ERR_CREDENTIALS_REJECTED, and nothing again once it is right', async () => {
      await using context = await setUp(client, 'sessions', { coordinator: { random: () => 0 } })
      await context.auth.getToken()
      await changeSecret(admin, 'sessions', 'changed-not-a-secret')
      context.elapse(250 * second)
      expect(await statusesOf(context)).toEqual(all200)
      await vi.waitFor(() => expect(context.events('refresh-failed')).toMatchObject([{ class: 'terminal', reason: 'due' }]), patience)
      expect(await statusesOf(context)).toEqual(all200)

      context.elapse(50 * second)
      const outcomes = await atOnce(20, () => outcomeOf(context.send(context.api.origin)))
      expect(outcomes.map(codeOf)).toEqual(outcomes.map(() => 'ERR_CREDENTIALS_REJECTED'))
      expect(context.wire.requests.map(({ status, responseFields }) => [status, responseFields['error']])).toEqual([
        [200, undefined],
        // Each time the refresh is tried, and the credentials once: Keycloak does not say which of the two it refuses.
        [401, 'unauthorized_client'],
        [401, 'unauthorized_client'],
        [401, 'unauthorized_client'],
        [401, 'unauthorized_client'],
      ])

      await changeSecret(admin, 'sessions', clientSecret)
      context.elapse(15 * second)
      expect(await statusesOf(context)).toEqual(all200)
    })
  })

  describe('all clients', () => {
    describe('killed by SIGKILL', () => {
      const source = (clientId: string) => (tokenEndpoint: string) => clientCredentials({ tokenEndpoint, clientId, clientSecret })
      const scenesOf = async (
        clientId: string,
        coordinator: Partial<CoordinatorOptions>,
        stack: AsyncDisposableStack,
      ): Promise<TestContext[]> => {
        const options: Partial<TestContextOptions> = { source: source(clientId), coordinator, api: { checks: 'signature', works: 50 } }
        const scenes = await Promise.all(clients.map((client) => setUp(client, 'killed', options)))
        for (const context of scenes) stack.use(context)
        return scenes
      }

      it('inside a soft window, and back before its end: callers see nothing', { timeout: 300_000 }, async () => {
        // Of 180 s, the soft window is from the third to the 171st.
        await using stack = new AsyncDisposableStack()
        const scenes = await scenesOf('lasting', { refreshAt: 0.015 }, stack)
        await Promise.all(scenes.map(({ auth }) => auth.getToken()))
        await control('kill')
        const state = { isBack: false }
        const seen = new Set<unknown>()
        const traffic = scenes.map(async ({ send, api, events }) => {
          // Ends at the first failure: a loop of failures that come at once would let nothing else run.
          for (let outcome: unknown = 200; outcome === 200 && !(state.isBack && events('refresh').length > 1); seen.add(outcome)) {
            outcome = await outcomeOf(send(api.origin).then(({ status }) => status))
          }
        })
        await vi.waitFor(() => expect(scenes.map(({ events }) => events('refresh-failed').length > 0)).not.toContain(false), {
          ...patience,
          timeout: 100_000,
        })
        await control('restart')
        state.isBack = true
        await Promise.all(traffic)
        expect([...seen]).toEqual([200])
        for (const { events, api } of scenes) {
          expect(events('refresh-failed').map((event) => event.class)).not.toContain('terminal')
          expect(events('refresh')[1]).toMatchObject({ reason: 'due' })
          expect(api.rejected()).toBe(0)
        }
      })

      it(
        'and away past the hard deadline: callers get ERR_TOKEN_UNAVAILABLE within the bound, and all recover by themselves',
        { timeout: 300_000 },
        async () => {
          const maxRetryTime = 3_000
          await using stack = new AsyncDisposableStack()
          const scenes = await scenesOf('fleeting', { maxRetryTime }, stack)
          const tokens = await Promise.all(scenes.map(({ auth }) => auth.getToken()))
          await control('kill')
          await pause(Math.max(...tokens.map(({ issuedAt, lifetime = 0 }) => issuedAt + lifetime)) - Date.now())
          for (const { send, api, events, wire } of scenes) {
            const outcomes = await atOnce(50, () => outcomeOf(send(api.origin)))
            expect(outcomes.map(codeOf)).toEqual(outcomes.map(() => 'ERR_TOKEN_UNAVAILABLE'))
            const [failure] = events('refresh-failed')
            expect(failure).toMatchObject({ class: 'transient', reason: 'expired', error: expect.any(TokenUnavailableError) })
            expect(failure?.duration).toBeLessThan(maxRetryTime + 2_000)
            // Nobody's failure costs a token request of its own: a refresh and a login, each with its retries.
            expect(wire.requests.length).toBeLessThanOrEqual(10)
          }
          await control('restart')
          for (const { send, api } of scenes) {
            await vi.waitFor(async () => expect((await send(api.origin)).status).toBe(200), { timeout: 120_000, interval: 250 })
          }
          for (const context of scenes) expect(await statusesOf(context)).toEqual(all200)
        },
      )
    })
  })
})
