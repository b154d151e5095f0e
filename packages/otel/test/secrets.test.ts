import { context } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { createCoordinator, createCoordinatorPool, defineStore, TokenRequestError, type TokenSourceFunction } from '@everbearer/core'
import { withBearer } from '@everbearer/fetch'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { flush } from '../../core/test/fake-clock.ts'
import { observe } from '../src/index.ts'
import { openSdk, providersOf } from './support/observed.ts'

const secret = 's3cr3t'

beforeAll(() => void context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()))
afterAll(() => context.disable())

test('no attribute holds a token, a secret, a path, a query, a user, an account, or text of a server', async () => {
  const sdk = await openSdk()
  const challenge = { 'www-authenticate': `Bearer realm="${secret}", error="${secret}", error_description="${secret}"` }
  const statuses = [200, 401, 403, 401, 200]
  const api = async (): Promise<Response> => {
    const status = statuses.shift() ?? 200
    return new Response(secret, { status, headers: status === 401 ? { 'www-authenticate': 'Bearer error="invalid_token"' } : challenge })
  }
  const outcomes = [
    { access_token: `${secret}-1`, refresh_token: `${secret}-refresh`, expires_in: 100, id_token: secret },
    { access_token: `${secret}-2`, expires_in: 100 },
    new TokenRequestError(secret, { status: 400, error: `${secret.replaceAll('3', 'e')}_of_alice`, cause: new Error(secret) }),
    Object.assign(new TypeError(`${secret} is not a function`), { data: { error: secret } }),
  ]
  const source: TokenSourceFunction = async () => {
    const outcome = outcomes.shift() ?? { access_token: `${secret}-2`, expires_in: 100 }
    if (outcome instanceof Error) throw outcome
    return outcome
  }
  const fail = async (): Promise<never> => Promise.reject(new Error(secret))
  const pool = createCoordinatorPool(
    (account: string) => account,
    () => createCoordinator({ source, origins: 'any', retries: 0, store: defineStore({ load: fail, save: fail }), subject: () => secret }),
  )
  using _observation = observe(pool, { ...providersOf(sdk), servers: true })
  const auth = pool.for(`${secret}-account`)
  const send = withBearer(api as typeof fetch, pool)
  const url = `https://api.example.com/${secret}?user=${secret}#${secret}`
  for (const method of ['GET', 'POST', secret]) await send(url, { method, bearer: auth, headers: { [secret]: secret } }).catch(() => {})
  auth.invalidate()
  await send(url, { bearer: auth }).catch(() => {})
  await send(`https://${secret}:${secret}@api.example.com/`, { bearer: auth }).catch(() => {})
  await auth.setTokens({ access_token: `${secret}-3` }).catch(() => {})
  await auth.clear().catch(() => {})
  await flush()

  const told = JSON.stringify([
    await sdk.read(),
    await sdk.scrapeText(),
    sdk.spans().map(({ name, attributes, links, events, status }) => [name, attributes, links, events, status]),
  ])
  const missing = [
    'refresh_duration',
    'store_failures',
    'token_request_failures',
    'session_ends',
    'ignored',
    'replays',
    'failure',
    '_OTHER',
  ].filter((part) => !told.includes(part))
  expect(missing).toEqual([])
  expect(/.{0,40}(s3cr3t|secret|alice).{0,40}/i.exec(told)?.[0]).toBeUndefined()
})
