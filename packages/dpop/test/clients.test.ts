import { createCoordinator, type TokenSource } from '@everbearer/core'
import { clientCredentials, password, refreshToken } from '@everbearer/oauth2'
import { type NonceMode, startTestbed, type Testbed } from '@everbearer/testbed'
import { describe, expect, test } from 'vitest'
import { type DpopKey, dpopKey } from '../src/index.ts'
import { clients } from './support/clients.ts'
import { proofsAt } from './support/proofs.ts'

type Grant = 'client credentials' | 'refresh token' | 'password'

interface Granted {
  readonly source: TokenSource
  readonly clientId: string
}

const user = { username: 'alice', password: 'a password' }

async function sourceOf(grant: Grant, testbed: Testbed, keyBinding: DpopKey): Promise<Granted> {
  const { tokenEndpoint } = testbed
  const isPublic = grant !== 'client credentials'
  const { clientId, clientSecret } = testbed.registerClient({
    refreshTokens: isPublic,
    rotateRefreshTokens: isPublic,
    authentication: isPublic ? 'none' : 'client_secret_post',
  })
  const options = { tokenEndpoint, clientId, keyBinding }
  if (grant === 'client credentials') return { clientId, source: clientCredentials({ ...options, clientSecret }) }
  testbed.registerUser(user)
  const login = password({ ...options, ...user })
  if (grant === 'password') return { clientId, source: login }
  const first = await login.obtain?.({ signal: AbortSignal.timeout(10_000) })
  const { refresh_token: given } = first as { refresh_token: string }
  return { clientId, source: refreshToken({ ...options, refreshToken: given }) }
}

const grants: readonly Grant[] = ['client credentials', 'refresh token', 'password']
const nonceModes: readonly NonceMode[] = ['none', 'required', 'rotating']

describe.each(clients)('$name', ({ create }) => {
  describe.each(grants)('%s', (grant) => {
    test.each(nonceModes)('no caller sees an error, in a storm and after a revocation (nonces: %s)', async (nonces) => {
      await using testbed = await startTestbed({ dpop: { tokenNonces: nonces, apiNonces: nonces } })
      const { source, clientId } = await sourceOf(grant, testbed, dpopKey({ algorithm: 'Ed25519' }))
      using auth = createCoordinator({ source, origins: [testbed.api] })
      const send = create(auth)
      const storm = (count: number, path: string): Promise<number[]> =>
        Promise.all(Array.from({ length: count }, (_, index) => send(`${testbed.api}${path}?index=${index}`)))

      expect(await send(`${testbed.api}/echo`, { method: 'POST', body: 'a body' })).toBe(200)
      const { tokenResponses } = testbed.counts(clientId)
      expect(new Set(await storm(100, '/storm'))).toEqual(new Set([200]))
      expect(testbed.counts(clientId).tokenResponses, 'a nonce is no reason for a refresh').toBe(tokenResponses)

      testbed.revokeAccessTokens(clientId)
      expect(new Set(await storm(20, '/after'))).toEqual(new Set([200]))
      expect(testbed.counts(clientId).tokenResponses).toBe(tokenResponses + 1)

      const proofs = proofsAt(testbed)
      expect(new Set(proofs.map(({ jti }) => jti)).size, 'no proof is sent twice').toBe(proofs.length)
      expect(testbed.requests.every(({ headers }) => headers['authorization'] === 'DPoP')).toBe(true)
      // Only the first request has no nonce, and only those with the revoked token are sent twice.
      expect(testbed.counts().apiRequests).toBeLessThanOrEqual(2 + 100 + 20 * 2)
    })
  })

  test('a storm at a server that takes each nonce once: each request is sent once more, with the nonce of its own response', async () => {
    await using testbed = await startTestbed({ dpop: { apiNonces: 'single-use' } })
    const { source } = await sourceOf('client credentials', testbed, dpopKey({ algorithm: 'Ed25519' }))
    using auth = createCoordinator({ source, origins: [testbed.api] })
    const send = create(auth)
    expect(new Set(await Promise.all(Array.from({ length: 100 }, () => send(`${testbed.api}/storm`))))).toEqual(new Set([200]))
    expect(testbed.counts()).toMatchObject({ apiRequests: 200, tokenRequests: 1 })
  })

  test('each retry of the client itself carries a proof of its own', async () => {
    await using testbed = await startTestbed()
    const { source } = await sourceOf('client credentials', testbed, dpopKey())
    using auth = createCoordinator({ source, origins: [testbed.api] })
    testbed.failApi({ kind: 'status', status: 503 }, { times: 2 })
    expect(await create(auth, 2)(`${testbed.api}/echo`)).toBe(200)
    const proofs = proofsAt(testbed)
    expect(proofs).toHaveLength(3)
    expect(new Set(proofs.map(({ jti }) => jti)).size).toBe(3)
  })

  test.each([
    ['DPoP', 'a proof of the caller'],
    ['Authorization', 'Basic YTpi'],
  ])('a request with its own %s is left alone', async (name, value) => {
    await using testbed = await startTestbed()
    const { source } = await sourceOf('client credentials', testbed, dpopKey())
    using auth = createCoordinator({ source, origins: [testbed.api] })
    expect(await create(auth)(`${testbed.api}/open`, { headers: { [name]: value } })).toBe(200)
    expect(testbed.requests.map(({ headers }) => [headers['dpop'], headers['authorization']])).toEqual([
      name === 'DPoP' ? [value, undefined] : [undefined, 'Basic'],
    ])
  })

  test('a body that can be sent only once gets no second attempt: the caller sees the 401 that asks for a nonce', async () => {
    await using testbed = await startTestbed({ dpop: { apiNonces: 'required' } })
    const { source } = await sourceOf('client credentials', testbed, dpopKey())
    using auth = createCoordinator({ source, origins: [testbed.api] })
    const send = create(auth)
    const stream = (): ReadableStream<Uint8Array> => new Blob(['a body']).stream()
    expect(await send(`${testbed.api}/echo`, { method: 'POST', body: stream() })).toBe(401)
    expect(testbed.counts().apiRequests).toBe(1)
    expect(await send(`${testbed.api}/echo`, { method: 'POST', body: stream() }), 'the nonce is known by now').toBe(200)
  })
})
