import { createCoordinator, createCoordinatorPool, defineStore, TokenRequestError, type TokenSourceFunction } from '@everbearer/core'
import { withBearer } from '@everbearer/fetch'
import { expect, test } from 'vitest'
import { createFakeClock, flush } from '../../core/test/fake-clock.ts'
import { statusLines } from '../src/panel/status-lines.ts'
import { tableLines } from '../src/time-line/data-table.ts'
import { createRecorder } from './support/recorder.ts'

const secret = 's3cr3t'

test('no recording holds a token, a secret, a path, a query, a user, an account, or text of a server', async () => {
  const clock = createFakeClock()
  const challenge = { 'www-authenticate': `Bearer realm="${secret}", error="${secret}", error_description="${secret}"` }
  const statuses = [200, 401, 403, 401, 200, 500]
  const api = async (): Promise<Response> => {
    const status = statuses.shift() ?? 200
    return new Response(secret, { status, headers: status === 401 ? { 'www-authenticate': 'Bearer error="invalid_token"' } : challenge })
  }
  const outcomes = [
    { access_token: `${secret}-1`, refresh_token: `${secret}-refresh`, expires_in: 100, id_token: secret },
    { access_token: `${secret}-2`, expires_in: 100 },
    new TokenRequestError(secret, { status: 400, error: `${secret} of alice`, cause: new Error(secret) }),
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
    () =>
      createCoordinator({
        source,
        origins: ['https://api.example.com'],
        retries: 0,
        clock,
        store: defineStore({ load: fail, save: fail }),
      }),
  )
  const recorder = createRecorder(pool, clock)
  const auth = pool.for(`${secret}-account`)
  const send = withBearer(api as typeof fetch, pool)
  const url = `https://api.example.com/${secret}?user=${secret}#${secret}`
  for (const method of ['GET', 'POST', secret]) await send(url, { method, bearer: auth, headers: { [secret]: secret } }).catch(() => {})
  auth.invalidate()
  await send(url, { bearer: auth }).catch(() => {})
  await send(url, { bearer: auth }).catch(() => {})
  await send(`https://${secret}:${secret}@api.example.com/`, { bearer: auth }).catch(() => {})
  await send(`https://other.example.com/${secret}`, { bearer: auth }).catch(() => {})
  await auth.setTokens({ access_token: `${secret}-3` }).catch(() => {})
  await auth.clear().catch(() => {})
  await flush()

  const data = recorder.data()
  const recorded = JSON.stringify([recorder.recording, data, tableLines(data), statusLines(recorder.recording, data.now)])
  const names = new Set(recorder.events.map(({ name }) => name))
  for (const name of ['skipped', 'ignored', 'replay', 'store-failed', 'attempt-failed', 'refresh-failed', 'session-ended'] as const)
    expect(names, name).toContain(name)
  expect(recorded).toContain('https://api.example.com')
  expect(/.{0,40}(s3cr3t|alice).{0,40}/i.exec(recorded)?.[0]).toBeUndefined()
})
