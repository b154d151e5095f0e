import { createHash, randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestbed } from '../../src/server/index.ts'
import type { RegisteredClient, Testbed } from '../../src/server/index.ts'
import { callApi, token } from './calls.ts'

let testbed: Testbed
let client: RegisteredClient
let accessToken: string
beforeAll(async () => {
  testbed = await startTestbed()
  client = testbed.registerClient()
  accessToken = (await token(testbed, client)).accessToken
})
afterAll(() => testbed.close())

const sha256 = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex')

describe('/echo', () => {
  it('says what it received, not the token', async () => {
    const response = await callApi(testbed, '/echo?a=1&b=%20', accessToken, {
      method: 'POST',
      body: 'hello',
      headers: { 'X-Trace': 'abc' },
    })
    expect(await response.json()).toEqual({
      method: 'POST',
      url: '/echo?a=1&b=%20',
      headers: expect.objectContaining({ 'x-trace': 'abc', authorization: 'Bearer' }),
      bodyLength: 5,
      bodySha256: sha256('hello'),
    })
  })

  it('hashes a large streamed body', async () => {
    const bytes = randomBytes(3_000_000)
    const init = { method: 'PUT', body: new Blob([bytes]).stream(), duplex: 'half' } as RequestInit
    const response = await callApi(testbed, '/any/other/path', accessToken, init)
    expect(await response.json()).toMatchObject({ bodyLength: bytes.length, bodySha256: sha256(bytes) })
  })

  it('hashes no bytes without a body', async () => {
    const response = await callApi(testbed, '/', accessToken, { method: 'DELETE' })
    expect(await response.json()).toMatchObject({ method: 'DELETE', bodyLength: 0, bodySha256: sha256('') })
  })

  it('serves 1,000 requests at once', async () => {
    const calls = Array.from({ length: 1000 }, (_, index) => callApi(testbed, `/echo?n=${index}`, accessToken))
    const statuses = await Promise.all(calls.map(async (call) => (await call).status))
    expect(statuses.filter((status) => status === 200)).toHaveLength(1000)
  })
})

describe('other paths', () => {
  it('/open needs no token and tells the scheme that was sent', async () => {
    const without = await callApi(testbed, '/open/door')
    expect([without.status, await without.json()]).toEqual([200, expect.objectContaining({ authorization: null })])
    const withToken = await callApi(testbed, '/open', accessToken)
    expect(await withToken.json()).toMatchObject({ authorization: 'Bearer', method: 'GET' })
  })

  it('/status answers the status asked for, to a good token', async () => {
    const statuses = [201, 204, 304, 401, 404, 503]
    const answers = await Promise.all(statuses.map((status) => callApi(testbed, `/status/${status}`, accessToken)))
    expect(answers.map(({ status }) => status)).toEqual(statuses)
    expect((await callApi(testbed, '/status/201')).status).toBe(401)
  })

  it('/stream sends chunks', async () => {
    const response = await callApi(testbed, '/stream?chunks=4&bytes=1000&delay=5', accessToken)
    expect((await response.arrayBuffer()).byteLength).toBe(4000)
    expect((await callApi(testbed, '/stream')).status).toBe(401)
  })

  it('/redirect redirects', async () => {
    const to = encodeURIComponent('http://127.0.0.1:1/there')
    const call = (query: string): Promise<Response> => callApi(testbed, `/redirect?to=${to}${query}`, accessToken, { redirect: 'manual' })
    const [plain, kept] = [await call(''), await call('&status=307')]
    expect([plain.status, plain.headers.get('location')]).toEqual([302, 'http://127.0.0.1:1/there'])
    expect(kept.status).toBe(307)
    expect((await callApi(testbed, `/redirect?to=${to}`, undefined, { redirect: 'manual' })).status).toBe(401)
  })
})

describe('rejections', () => {
  const invalid = 'Bearer realm="testbed", error="invalid_token", error_description="the token is unknown, expired or revoked"'

  it.each([
    ['invalid_token', 401, invalid],
    ['bare', 401, 'Bearer'],
    ['none', 401, null],
    ['basic', 401, 'Basic realm="x"'],
    ['dpop', 401, 'DPoP error="invalid_token", algs="ES256"'],
    ['token', 401, 'Token error="invalid_token"'],
    ['list', 401, String.raw`Basic realm="x", Bearer realm="testbed, \"quoted\"", error="invalid_token"`],
    ['insufficient_scope', 403, expect.stringContaining('error="insufficient_scope"')],
    ['insufficient_scope_401', 401, expect.stringContaining('error="insufficient_scope"')],
    ['invalid_request', 401, expect.stringContaining('error="invalid_request"')],
    ['step_up', 401, expect.stringMatching(/error="insufficient_user_authentication".*acr_values="/)],
    ['forbidden', 403, null],
  ])('%s', async (challenge, status, header) => {
    const response = await callApi(testbed, `/echo?challenge=${challenge}`, 'unknown')
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([status, header])
    expect(await response.json()).toHaveProperty('error')
  })

  it('look like invalid_token unless told otherwise', async () => {
    const response = await callApi(testbed, '/echo', 'unknown')
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, invalid])
  })

  it('tell a request without a token no error code', async () => {
    const response = await callApi(testbed, '/echo')
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="testbed"'])
    const asked = await callApi(testbed, '/echo?challenge=invalid_token')
    expect(asked.headers.get('www-authenticate')).toBe(invalid)
  })

  it('hit a good token with reject=always', async () => {
    const path = '/open/x?reject=always&challenge=step_up'
    const statuses = [await callApi(testbed, path, accessToken), await callApi(testbed, path, accessToken)]
    expect(statuses.map(({ status }) => status)).toEqual([401, 401])
  })

  it('hit the first N requests of a path and query with reject=N', async () => {
    const statuses = []
    for (let round = 0; round < 4; round++) {
      statuses.push((await callApi(testbed, '/echo?reject=2', accessToken)).status)
    }
    expect(statuses).toEqual([401, 401, 200, 200])
    expect((await callApi(testbed, '/echo?reject=2&other', accessToken)).status).toBe(401)
  })

  it('are as long as asked', async () => {
    const response = await callApi(testbed, '/echo?rejectBytes=100000')
    expect(response.status).toBe(401)
    expect((await response.text()).length).toBe(100_000)
  })

  it('come after the whole body was read', async () => {
    const init = { method: 'POST', body: 'x'.repeat(1_000_000) }
    expect((await callApi(testbed, '/echo', 'unknown', init)).status).toBe(401)
    expect(testbed.requests.at(-1)).toMatchObject({ bodyLength: 1_000_000, bodySha256: sha256(init.body) })
  })

  it('come before the body with early=1', async () => {
    const socket = connect(Number(new URL(testbed.api).port), '127.0.0.1')
    socket.write('POST /echo?early=1 HTTP/1.1\r\nhost: testbed\r\ncontent-length: 1000\r\n\r\nonly this')
    const [answer] = await new Promise<Buffer[]>((done) => socket.once('data', (data: Buffer) => done([data])))
    expect(String(answer)).toMatch(/^HTTP\/1\.1 401 /)
    socket.destroy()
  })
})

it('delay=MS waits before it answers', async () => {
  const start = performance.now()
  expect((await callApi(testbed, '/echo?delay=60')).status).toBe(401)
  expect(performance.now() - start).toBeGreaterThanOrEqual(59)
})

it.each(['challenge=nonsense', 'reject=some', 'delay=-1', 'rejectBytes=many'])('answers 400 to %s', async (query) => {
  expect((await callApi(testbed, `/echo?${query}`, accessToken)).status).toBe(400)
})

describe('demands', () => {
  const gold = 'Bearer error="insufficient_user_authentication", acr_values="platinum gold"'

  it('a token of a weaker login is told which classes suffice, RFC 9470', async () => {
    const weak = (await token(testbed, client)).accessToken
    const silver = (await token(testbed, client, { acr_values: 'silver' })).accessToken
    const strong = (await token(testbed, client, { acr_values: 'platinum gold' })).accessToken
    const answers = await Promise.all([weak, silver, strong].map((each) => callApi(testbed, '/echo?acr_values=platinum+gold', each)))
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 200])
    expect(answers[0]?.headers.get('www-authenticate')).toBe(gold)
    expect(await answers[0]?.json()).toEqual({ error: 'insufficient_user_authentication' })
  })

  it('a token of an older login is told how old it may be', async () => {
    const response = await callApi(testbed, '/echo?max_age=0', (await token(testbed, client)).accessToken)
    const recent = await callApi(testbed, '/echo?max_age=60', (await token(testbed, client)).accessToken)
    expect(recent.status).toBe(200)
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer error="insufficient_user_authentication", max_age="0"',
    ])
  })

  it('a token without a scope is told which are needed, RFC 6750 section 3.1', async () => {
    const narrow = (await token(testbed, client, { scope: 'read' })).accessToken
    const wide = (await token(testbed, client, { scope: 'read write' })).accessToken
    const answers = await Promise.all([narrow, wide].map((each) => callApi(testbed, '/echo?scope=read+write', each)))
    expect(answers.map(({ status }) => status)).toEqual([403, 200])
    expect(answers[0]?.headers.get('www-authenticate')).toBe('Bearer error="insufficient_scope", scope="read write"')
  })

  it('a refresh keeps the strength and the time of the login', async () => {
    const rotating = testbed.registerClient({ refreshTokens: true })
    const { refreshToken } = await token(testbed, rotating, { acr_values: 'gold' })
    const refreshed = await token(testbed, rotating, { grant_type: 'refresh_token', refresh_token: refreshToken ?? '' })
    expect((await callApi(testbed, '/echo?acr_values=gold&max_age=60', refreshed.accessToken)).status).toBe(200)
  })
})
