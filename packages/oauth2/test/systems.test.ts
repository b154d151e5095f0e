import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type ClientOptions, type RegisteredClient, startTestbed, type Testbed } from '@everbearer/testbed'
import { type Coordinator, createCoordinator, type CoordinatorOptions, type TokenSource } from '@everbearer/core'
import { createFakeClock, type FakeClock } from '../../core/test/fake-clock.ts'
import { clientCredentials, type ClientCredentialsOptions } from '../src/index.ts'
import { context, type RecordingServer, startRecordingServer } from './support/recording-server.ts'

const second = 1000

let testbed: Testbed
let server: RecordingServer
let clock: FakeClock
beforeAll(async () => {
  testbed = await startTestbed()
  server = await startRecordingServer()
})
beforeEach(() => {
  server.reset()
  clock = createFakeClock()
})
afterAll(() => Promise.all([testbed.close(), server.close()]))

function coordinate(source: TokenSource, options: Partial<CoordinatorOptions> = {}): Coordinator {
  return createCoordinator({ source, origins: 'any', clock, random: () => 0.5, ...options })
}

/** A machine client at the real server. */
function machine(options: ClientOptions, more: Partial<ClientCredentialsOptions> = {}): { client: RegisteredClient; source: TokenSource } {
  const client = testbed.registerClient(options)
  const clientAuthentication = options.authentication ?? 'client_secret_post'
  return { client, source: clientCredentials({ tokenEndpoint: testbed.tokenEndpoint, ...client, clientAuthentication, ...more }) }
}

function only(names: string[]): (fields: Record<string, unknown>) => Record<string, unknown> {
  return (fields) => Object.fromEntries(names.map((name) => [name, fields[name]]))
}

const forms = (): Record<string, string>[] => server.requests.map(({ form }) => Object.fromEntries(form))

describe('KorusTicket', () => {
  const korus: ClientOptions = { refreshTokens: true, accessTokenLifetime: 1800, refreshTokenLifetime: 1800 }
  const answer = { access_token: 'a1', expires_in: 1800, refresh_expires_in: 1800, refresh_token: 'r1', token_type: 'Bearer' }
  const credentials = { clientId: 'korus', clientSecret: 's3cr+t' }

  it('K1: reads an answer of its five fields only', async () => {
    const { source } = machine({ ...korus, responseFields: only(Object.keys(answer)) })
    const record = await coordinate(source).getToken()
    expect(record).toMatchObject({
      lifetime: 1800 * second,
      refreshToken: expect.any(String),
      refreshExpiresAt: clock.wall() + 1800 * second,
      scope: undefined,
    })
    expect(Object.keys(record.fields).toSorted()).toEqual(['expires_in', 'refresh_expires_in'])
  })

  it('K2: sends client_id and client_secret in the body of the refresh, too', async () => {
    server.reply({ body: answer })
    const auth = coordinate(clientCredentials({ tokenEndpoint: server.tokenEndpoint, ...credentials }))
    await auth.getToken()
    auth.invalidate()
    await auth.getToken()
    const client = { client_id: 'korus', client_secret: 's3cr+t' }
    expect(forms()).toEqual([
      { ...client, grant_type: 'client_credentials' },
      { ...client, grant_type: 'refresh_token', refresh_token: 'r1' },
    ])
  })

  it('K3: has a token endpoint and a refresh token endpoint, the second by default the first', async () => {
    server.reply({ body: answer })
    for (const refreshTokenEndpoint of [`${server.origin}/refresh`, undefined]) {
      const endpoints = { tokenEndpoint: server.tokenEndpoint, ...(refreshTokenEndpoint !== undefined && { refreshTokenEndpoint }) }
      const auth = coordinate(clientCredentials({ ...endpoints, ...credentials }))
      await auth.getToken()
      auth.invalidate()
      await auth.getToken()
    }
    expect(server.requests.map(({ url }) => url)).toEqual(['/token', '/refresh', '/token', '/token'])
  })

  it('K4: sends grant_type=refresh_token for what the manual calls client credentials', async () => {
    const { client, source } = machine(korus)
    const auth = coordinate(source)
    await auth.getToken()
    auth.invalidate()
    await auth.getToken()
    expect(testbed.counts(client.clientId).byGrant).toEqual({ client_credentials: 1, refresh_token: 1 })
  })

  it('K5: reads refresh_expires_in, and refresh_expires_id only where that is missing', async () => {
    const read = async (change: ClientOptions['responseFields'] & object): Promise<number | undefined> => {
      const { refreshExpiresAt } = await coordinate(machine({ ...korus, responseFields: change }).source).getToken()
      return refreshExpiresAt === undefined ? undefined : (refreshExpiresAt - clock.wall()) / second
    }
    expect(await read((fields) => ({ refresh_expires_id: 60, ...fields }))).toBe(1800)
    expect(await read((fields) => ({ ...fields, refresh_expires_in: undefined, refresh_expires_id: 60 }))).toBe(60)
  })

  it('K6: after 1800 idle seconds obtains anew without trying the dead refresh token, and shows no error', async () => {
    const { client, source } = machine(korus)
    const auth = coordinate(source)
    const failures: unknown[] = []
    auth.on('refresh-failed', (event) => failures.push(event))
    auth.on('session-ended', (event) => failures.push(event))
    const first = await auth.getToken()
    await clock.advance(1800 * second)
    const anew = await auth.getToken()
    expect(anew.accessToken).not.toBe(first.accessToken)
    expect(testbed.counts(client.clientId)).toMatchObject({ byGrant: { client_credentials: 2 }, tokenRequests: 2, tokenErrors: 0 })
    expect(failures).toEqual([])
  })

  it('K7: sends URLs exactly as given', async () => {
    server.reply({ body: answer })
    for (const path of ['/realms/korusticket/protocol/openid-connect/token', '/realms/korusticket/protocol/openid-connect/token/']) {
      await clientCredentials({ tokenEndpoint: server.origin + path, ...credentials }).obtain?.(context())
      expect(server.last.url).toBe(path)
    }
  })
})

describe('Truphone Connect', () => {
  const truphone: ClientOptions = { refreshTokens: true, accessTokenLifetime: 300, refreshTokenLifetime: 1800 }

  it('T1: sends a refresh token to no other environment’s host', async () => {
    const [staging, production] = [await startRecordingServer(), await startRecordingServer()]
    const auths = [staging, production].map((environment, index) => {
      environment.reply({ body: { access_token: `a${index}`, refresh_token: `r${index}`, expires_in: 300 } })
      return coordinate(clientCredentials({ tokenEndpoint: environment.tokenEndpoint, clientId: 'same', clientSecret: 'same' }))
    })
    for (let round = 0; round < 3; round++) {
      const tokens = await Promise.all(auths.map((auth) => auth.getToken()))
      expect(tokens.map(({ accessToken }) => accessToken)).toEqual(['a0', 'a1'])
      await clock.advance(300 * second)
    }
    const bodies = [staging, production].map(({ requests }) => requests.map(({ body }) => body).join())
    expect(bodies[0]).toContain('r0')
    expect(bodies[0]).not.toContain('r1')
    expect(bodies[1]).toContain('r1')
    expect(bodies[1]).not.toContain('r0')
    await Promise.all([staging.close(), production.close()])
  })

  it('T2: obtains anew when the refresh token is damaged, and the caller notices nothing', async () => {
    const { client, source } = machine({
      ...truphone,
      responseFields: (fields) => ({ ...fields, refresh_token: `${String(fields['refresh_token'])}x` }),
    })
    const auth = coordinate(source)
    const failures: unknown[] = []
    auth.on('refresh-failed', (event) => failures.push(event))
    auth.on('session-ended', (event) => failures.push(event))
    const first = await auth.getToken()
    await clock.advance(300 * second)
    const next = await Promise.all(Array.from({ length: 20 }, () => auth.getToken()))
    expect(new Set(next.map(({ accessToken }) => accessToken)).size).toBe(1)
    expect(next[0]?.accessToken).not.toBe(first.accessToken)
    expect(testbed.counts(client.clientId)).toMatchObject({ byGrant: { client_credentials: 2 }, tokenRequests: 3, tokenErrors: 1 })
    expect(failures).toEqual([])
  })

  it('T3: reads compact and spaced JSON', async () => {
    const fields = { access_token: 'a1', expires_in: 300, refresh_expires_in: 1800, refresh_token: 'r1' }
    for (const body of [
      JSON.stringify(fields),
      JSON.stringify(fields, undefined, 2),
      `{ "access_token" : "a1" ,\r\n\t"expires_in":300 ,"refresh_token": "r1" }\n`,
    ]) {
      server.reply({ body })
      const auth = coordinate(clientCredentials({ tokenEndpoint: server.tokenEndpoint, clientId: 'c', clientSecret: 's' }))
      expect(await auth.getToken()).toMatchObject({ accessToken: 'a1', lifetime: 300 * second, refreshToken: 'r1' })
    }
  })

  it('T4: replaces the refresh token with each answer, where reuse would end the session', async () => {
    const { client, source } = machine({ ...truphone, rotateRefreshTokens: true })
    const auth = coordinate(source)
    const seen = new Set<string | undefined>()
    for (let round = 0; round < 6; round++) {
      const records = await Promise.all(Array.from({ length: 20 }, () => auth.getToken()))
      for (const { refreshToken } of records) seen.add(refreshToken)
      await clock.advance(300 * second)
    }
    expect(seen.size).toBe(6)
    expect(testbed.counts(client.clientId)).toMatchObject({
      byGrant: { client_credentials: 1, refresh_token: 5 },
      spentRefreshTokens: 0,
      tokenErrors: 0,
    })
  })
})
