import { type Coordinator, createCoordinator } from '@everbearer/core'
import { systemClock, withScheme } from '@everbearer/core/adapter'
import { withBearer } from '@everbearer/fetch'
import { describe, expect, test } from 'vitest'
import { dpopKey } from '../src/index.ts'

const url = 'https://api.example.com/orders'

/** A coordinator with proofs, and a scheme that adds a header to them. `skip` lets time pass. */
function createSigning(): { readonly auth: Coordinator; readonly signing: Coordinator; readonly skip: (ms: number) => void } {
  let skipped = 0
  const clock = {
    ...systemClock,
    wall: () => systemClock.wall() + skipped,
    monotonic: () => systemClock.monotonic() + skipped,
  }
  let tokens = 0
  const obtain = async () => ({ access_token: `access-${++tokens}`, token_type: 'DPoP', expires_in: 300 })
  const auth = createCoordinator({ source: { keyBinding: dpopKey(), obtain }, origins: ['https://api.example.com'], clock })
  const signing = withScheme(auth, {
    headers: ['Authorization', 'DPoP', 'X-Signature'],
    headersOf: ({ headers }) => ({ ...headers, 'X-Signature': 'signed' }),
  })
  return { auth, signing, skip: (ms) => void (skipped += ms) }
}

function rejection(error: string): Response {
  return new Response('rejected', { status: 401, headers: { 'www-authenticate': `DPoP error="${error}"`, 'dpop-nonce': 'nonce-1' } })
}

describe('a scheme around the proofs', () => {
  test('sends a request twice to an API that rejects each token', async () => {
    const { signing } = createSigning()
    let sends = 0
    const send = withBearer(async () => {
      sends++
      return rejection('invalid_token')
    }, signing)
    expect((await send(url)).status).toBe(401)
    expect(sends).toBe(2)
  })

  test('sends a request three times at most if each token expires on its way', async () => {
    const { signing, skip } = createSigning()
    let sends = 0
    const send = withBearer(async () => {
      skip(301_000)
      return ++sends > 10 ? new Response('given up') : rejection('invalid_token')
    }, signing)
    expect((await send(url)).status).toBe(401)
    expect(sends).toBe(3)
  })

  test('sends a request twice although another path accepts the token meanwhile', async () => {
    const { signing } = createSigning()
    let sends = 0
    const send: typeof fetch = withBearer(async (input: string | URL | Request) => {
      if (new Request(input).url.endsWith('/accepted')) return new Response('served')
      if (++sends > 30) return new Response('given up')
      await send('https://api.example.com/accepted')
      return rejection('invalid_token')
    }, signing)
    expect((await send(url)).status).toBe(401)
    expect(sends).toBe(2)
  })

  test('gives the nonce that the API demands', async () => {
    const { signing } = createSigning()
    let sends = 0
    const send = withBearer(async () => (++sends === 1 ? rejection('use_dpop_nonce') : new Response('served')), signing)
    expect((await send(url)).status).toBe(200)
    expect(sends).toBe(2)
  })
})

test('a nonce that a replay needs is given, although the token of the replay was replaced meanwhile', async () => {
  const { auth } = createSigning()
  const errors = ['invalid_token', 'use_dpop_nonce']
  const send = withBearer(async () => {
    const error = errors.shift()
    if (error === 'use_dpop_nonce')
      await auth.setTokens({ access_token: 'newer', token_type: 'DPoP', expires_in: 300 }, { session: 'same' })
    return error === undefined ? new Response('served') : rejection(error)
  }, auth)
  expect((await send(url)).status).toBe(200)
})
