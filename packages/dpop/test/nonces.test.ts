import { createCoordinator, type Coordinator, type NamedEvent } from '@everbearer/core'
import { adapterSideOf, type Authorization, withScheme } from '@everbearer/core/adapter'
import { withBearer } from '@everbearer/fetch'
import { clientCredentials } from '@everbearer/oauth2'
import { type DpopOptions, startTestbed, type Testbed } from '@everbearer/testbed'
import { describe, expect, test } from 'vitest'
import { dpopKey } from '../src/index.ts'
import { createNonces } from '../src/nonces.ts'
import { claimsOf, proofsAt } from './support/proofs.ts'

interface World extends AsyncDisposable {
  readonly testbed: Testbed
  readonly auth: Coordinator
  readonly api: (path: string, init?: RequestInit) => Promise<Response>
  readonly events: NamedEvent[]
}

async function startWorld(dpop: DpopOptions = {}): Promise<World> {
  const testbed = await startTestbed({ dpop })
  const client = testbed.registerClient()
  const source = clientCredentials({ tokenEndpoint: testbed.tokenEndpoint, ...client, keyBinding: dpopKey() })
  const auth = createCoordinator({ source, origins: [testbed.api], retries: 0 })
  const send = withBearer(fetch, auth)
  const events: NamedEvent[] = []
  auth.on('*', (event) => events.push(event))
  return {
    testbed,
    auth,
    api: (path, init) => send(testbed.api + path, init),
    events,
    async [Symbol.asyncDispose]() {
      auth.dispose()
      await testbed.close()
    },
  }
}

const challenge = (error: string): Record<string, string> => ({ 'www-authenticate': `DPoP error="${error}"`, 'dpop-nonce': 'n' })

/** A world whose API answers with these errors one after the other, then 200. */
async function startScripted(errors: readonly string[]): Promise<World & { readonly proofs: Record<string, unknown>[] }> {
  const world = await startWorld()
  const left = [...errors]
  const proofs: Record<string, unknown>[] = []
  const send = withBearer(async (_input, init) => {
    proofs.push(claimsOf(new Headers(init?.headers).get('dpop') ?? ''))
    const error = left.shift()
    return error === undefined ? new Response('ok') : new Response('no', { status: 401, headers: challenge(error) })
  }, world.auth)
  return { ...world, proofs, api: (path, init) => send(world.testbed.api + path, init), [Symbol.asyncDispose]: world[Symbol.asyncDispose] }
}

describe('a proof', () => {
  test('is for the URL without query and fragment, the method, the token', async () => {
    await using world = await startWorld()
    const response = await world.api('/echo/a%20b?secret=1#fragment', { method: 'POST', body: 'x' })
    expect(response.status).toBe(200)
    expect(proofsAt(world.testbed)).toEqual([
      expect.objectContaining({ htu: `${world.testbed.api}/echo/a%20b`, htm: 'POST', ath: expect.stringMatching(/^[\w-]{43}$/) }),
    ])
  })

  test('is refused by the server if it is sent a second time', async () => {
    await using world = await startWorld()
    await world.api('/echo')
    const proof = world.testbed.requests[0]?.headers['dpop'] ?? ''
    const { accessToken } = await world.auth.getToken()
    const again = await fetch(`${world.testbed.api}/echo`, { headers: { authorization: `DPoP ${accessToken}`, dpop: proof } })
    expect([again.status, again.headers.get('www-authenticate')]).toEqual([401, expect.stringContaining('invalid_dpop_proof')])
  })

  test('is not made for a request that has one of its own, whatever adapter asks', async () => {
    await using world = await startWorld()
    const side = adapterSideOf(world.auth)
    const request = { url: `${world.testbed.api}/echo` }
    expect(side.authorize(request, (name) => name === 'DPoP')).toBeUndefined()
    expect(side.authorize(request, (name) => name === 'Authorization')).toBeUndefined()
    expect(Object.keys((await side.authorize(request, () => false))?.headers ?? {})).toEqual(['Authorization', 'DPoP'])
  })

  test('does not follow a redirect', async () => {
    await using world = await startWorld()
    await expect(world.api(`/redirect?to=${encodeURIComponent(`${world.testbed.api}/echo`)}`)).rejects.toThrow(TypeError)
    expect(world.testbed.counts().apiRequests).toBe(1)
  })
})

describe('a nonce', () => {
  test('is learned from every response', async () => {
    await using world = await startWorld({ apiNonces: 'single-use' })
    for (let request = 0; request < 5; request++) expect((await world.api('/echo')).status).toBe(200)
    expect(world.testbed.counts().apiRequests, 'only the first request had no nonce').toBe(6)
  })

  test('that is asked for is one more attempt without a refresh', async () => {
    await using world = await startWorld({ apiNonces: 'required' })
    expect((await world.api('/echo')).status).toBe(200)
    expect(world.testbed.counts()).toMatchObject({ apiRequests: 2, tokenRequests: 1 })
    const replay = world.events.find(({ name }) => name === 'replay')?.event
    expect(replay).toMatchObject({ from: 1, generation: 1, attempt: 2 })
  })

  test('of a response is that of its replay, whatever other responses brought meanwhile', async () => {
    await using world = await startWorld()
    const sent: [url: string, nonce: unknown][] = []
    const both = Promise.withResolvers<void>()
    const api = withBearer(async (input, init) => {
      const url = String(input)
      sent.push([url, claimsOf(new Headers(init?.headers).get('dpop') ?? '')['nonce']])
      if (sent.length > 2) return new Response('ok')
      if (sent.length === 2) both.resolve()
      await both.promise
      return new Response('no', { status: 401, headers: { ...challenge('use_dpop_nonce'), 'dpop-nonce': `nonce-of-${url.at(-1)}` } })
    }, world.auth)
    await world.auth.getToken()
    const urls = ['a', 'b'].map((path) => `${world.testbed.api}/${path}`)
    await Promise.all(urls.map((url) => api(url)))
    expect(new Map(sent.slice(2))).toEqual(new Map(urls.map((url) => [url, `nonce-of-${url.at(-1)}`])))
  })

  test('that is asked for ever ends with one more attempt, and the caller gets the response', async () => {
    await using world = await startWorld({ apiNonces: 'repeated' })
    const response = await world.api('/echo')
    expect([response.status, response.bodyUsed]).toEqual([401, false])
    expect(world.testbed.counts()).toMatchObject({ apiRequests: 2, tokenRequests: 1 })
    expect(world.events.find(({ name }) => name === 'ignored')?.event).toMatchObject({ rule: 'other-error' })
  })

  test('that the token endpoint asks for ever ends with one more attempt for each token request', async () => {
    await using world = await startWorld({ tokenNonces: 'repeated' })
    await expect(world.api('/echo')).rejects.toMatchObject({ code: 'ERR_CREDENTIALS_REJECTED', error: 'use_dpop_nonce' })
    expect(world.testbed.counts()).toMatchObject({ apiRequests: 0, tokenRequests: 2 })
  })

  test('is kept for at most 100 servers, the last heard of, and only in the syntax of RFC 9449', () => {
    const nonces = createNonces()
    for (let index = 0; index <= 100; index++) nonces.note(`https://${index}.example`, `n${index}`)
    expect([nonces.of('https://0.example'), nonces.of('https://1.example')]).toEqual([undefined, 'n1'])
    nonces.note('https://1.example', 'newer')
    nonces.note('https://101.example', 'n')
    expect([nonces.of('https://1.example'), nonces.of('https://2.example')]).toEqual(['newer', undefined])
    for (const odd of ['', 'a b', 'a"b', 'ä', 'x'.repeat(1001)]) expect(nonces.note('https://odd.example', odd)).toBeUndefined()
    expect(nonces.of('https://odd.example')).toBeUndefined()
  })
})

describe('errors of proofs', () => {
  test('an invalid proof is one more proof, without a refresh', async () => {
    await using world = await startScripted(['invalid_dpop_proof'])
    expect((await world.api('/echo')).status).toBe(200)
    expect(new Set(world.proofs.map(({ jti }) => jti)).size).toBe(2)
    expect(world.testbed.counts().tokenRequests).toBe(1)
  })

  test.each([['invalid_dpop_proof'], ['use_dpop_nonce']])('%s twice is the caller’s', async (error) => {
    await using world = await startScripted([error, error, error])
    expect((await world.api('/echo')).status).toBe(401)
    expect(world.proofs).toHaveLength(2)
  })

  test('are counted apart from the rejections of the token, and from each other', async () => {
    await using world = await startScripted(['use_dpop_nonce', 'invalid_token', 'invalid_dpop_proof'])
    expect((await world.api('/echo', { method: 'POST', body: 'a body' })).status).toBe(200)
    expect(world.proofs.map(({ nonce }) => nonce)).toEqual([undefined, 'n', 'n', 'n'])
    expect(world.testbed.counts().tokenRequests, 'one refresh, for the rejected token').toBe(2)
  })

  test('after the last replay of a rejected token can still be mended', async () => {
    await using world = await startScripted(['invalid_token', 'use_dpop_nonce'])
    const request = new Request(`${world.testbed.api}/echo`, { method: 'POST', body: 'a body' })
    const bodies: string[] = []
    const left = ['invalid_token', 'use_dpop_nonce']
    const send = withBearer(async (input, init) => {
      bodies.push(await new Request(input, init).text())
      const error = left.shift()
      return error === undefined ? new Response('ok') : new Response('no', { status: 401, headers: challenge(error) })
    }, world.auth)
    expect((await send(request)).status).toBe(200)
    expect(bodies).toEqual(['a body', 'a body', 'a body'])
  })

  test('lets no replay be the last before both errors of proofs were mended', async () => {
    await using world = await startWorld()
    const side = adapterSideOf(world.auth)
    const request = { url: `${world.testbed.api}/echo`, replayable: true } as const
    const respond = async (sent: Authorization, error: string): Promise<Authorization> => {
      const headers = new Headers(challenge(error))
      side.observe?.(sent, request, (name) => headers.get(name))
      return (await side.handleErrorResponse(sent, { status: 401, challenge: headers.get('www-authenticate') }, request))!
    }
    const first = (await side.authorize(request))!
    const replay = await respond(first, 'invalid_token')
    const another = await respond(replay, 'use_dpop_nonce')
    expect([replay, another].map(({ isFinal }) => isFinal)).toEqual([false, false])
    expect((await respond(another, 'invalid_dpop_proof')).isFinal).toBe(true)
  })

  test('a scheme of the user’s own around the proofs gets proofs for replays, too', async () => {
    await using world = await startWorld()
    const signing = withScheme(world.auth, {
      headers: ['Authorization', 'DPoP', 'X-Signature'],
      headersOf: ({ headers }) => ({ ...headers, 'X-Signature': 'signed' }),
    })
    expect((await withBearer(fetch, signing)(`${world.testbed.api}/echo?reject=1`)).status).toBe(200)
    const proofs = proofsAt(world.testbed)
    expect([proofs.length, new Set(proofs.map(({ jti }) => jti)).size]).toEqual([2, 2])
  })

  test('a Bearer challenge does not reject a DPoP token', async () => {
    await using world = await startWorld()
    expect((await world.api('/echo?reject=1&challenge=invalid_token')).status).toBe(401)
    expect(world.testbed.counts().tokenRequests).toBe(1)
  })
})

describe('a downgrade', () => {
  test.each([['Bearer'], [undefined]])('to token_type %s is refused', async (type) => {
    await using testbed = await startTestbed()
    const client = testbed.registerClient({ responseFields: (fields) => ({ ...fields, token_type: type }) })
    const source = clientCredentials({ tokenEndpoint: testbed.tokenEndpoint, ...client, keyBinding: dpopKey() })
    using auth = createCoordinator({ source, origins: [testbed.api], retries: 0 })
    await expect(auth.getToken()).rejects.toMatchObject({
      cause: { code: 'ERR_TOKEN_RESPONSE', message: 'The token response has a token_type other than DPoP.' },
    })
  })

  test('of a DPoP token to Bearer is refused without a key', async () => {
    await using testbed = await startTestbed()
    const client = testbed.registerClient({ responseFields: (fields) => ({ ...fields, token_type: 'DPoP' }) })
    using auth = createCoordinator({
      source: clientCredentials({ tokenEndpoint: testbed.tokenEndpoint, ...client }),
      origins: [testbed.api],
      retries: 0,
    })
    await expect(auth.getToken()).rejects.toMatchObject({
      cause: { message: 'The token response has a token_type other than Bearer.' },
    })
  })

  test('a scheme beside the key binding contradicts it', () => {
    const source = clientCredentials({
      tokenEndpoint: 'https://auth.example.com/token',
      clientId: 'a',
      clientSecret: 'b',
      keyBinding: dpopKey(),
    })
    expect(() => createCoordinator({ source, origins: 'any', scheme: 'Bearer' })).toThrow('scheme: expected DPoP, or none')
  })
})
