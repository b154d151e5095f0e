import { createCoordinator } from '@everbearer/core'
import { signAssertion, startTestbed, type Testbed } from '@everbearer/testbed'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { jwtBearer } from '../src/index.ts'
import { context, type RecordingServer, startRecordingServer, token } from './support/recording-server.ts'

let server: RecordingServer
let testbed: Testbed
beforeAll(async () => void ([server, testbed] = await Promise.all([startRecordingServer(), startTestbed()])))
beforeEach(() => server.reset())
afterAll(() => Promise.all([server.close(), testbed.close()]))

it('sends the assertion with the scope, and nothing more', async () => {
  await jwtBearer({ tokenEndpoint: server.tokenEndpoint, clientId: 'c', assertion: 'a.b.c', scope: 'read' }).obtain?.(context())
  expect(Object.fromEntries(server.last.form)).toEqual({
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    client_id: 'c',
    assertion: 'a.b.c',
    scope: 'read',
  })
})

it('makes an assertion for every single attempt: no retry repeats one', async () => {
  server.reply({ status: 503 }, { status: 503 }, { body: token })
  let made = 0
  const source = jwtBearer({ tokenEndpoint: server.tokenEndpoint, clientId: 'c', assertion: async () => `assertion-${++made}` })
  const auth = createCoordinator({ source, origins: 'any', random: () => 0 })
  await auth.getToken()
  expect(server.requests.map(({ form }) => Object.fromEntries(form)['assertion'])).toEqual(['assertion-1', 'assertion-2', 'assertion-3'])
})

it.each([
  ['gives no string', async () => undefined as unknown as string],
  ['gives an empty string', () => ''],
])('a function that %s is a mistake that callers see at once', async (_name, assertion) => {
  const source = jwtBearer({ tokenEndpoint: server.tokenEndpoint, clientId: 'c', assertion })
  await expect(createCoordinator({ source, origins: 'any' }).getToken()).rejects.toMatchObject({ code: 'ERR_TOKEN_SOURCE' })
  expect(server.requests).toEqual([])
})

it('a real server takes each assertion once', async () => {
  const { issuer } = testbed
  const client = testbed.registerClient()
  const once = signAssertion({ sub: 'jo', aud: issuer, jti: 'one' }, client.clientSecret)
  const fixed = jwtBearer({ issuer, ...client, assertion: once })
  expect(await fixed.obtain?.(context())).toMatchObject({ access_token: expect.any(String) })
  await expect(fixed.obtain?.(context())).rejects.toMatchObject({ error: 'invalid_grant' })
  const made = jwtBearer({
    issuer,
    ...client,
    assertion: () => signAssertion({ sub: 'jo', aud: issuer, jti: crypto.randomUUID() }, client.clientSecret),
  })
  for (let attempt = 0; attempt < 3; attempt++) await made.obtain?.(context())
})
