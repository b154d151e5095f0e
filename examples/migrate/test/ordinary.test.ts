import { startTestbed, type Testbed } from '@everbearer/testbed'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { createApi } from '../alova/after.ts'
import type { Call } from './call.ts'
import type { Migration, Open } from './migration.ts'
import { migrations } from './migrations.ts'
import { open } from './place.ts'
import { createTokenGate } from './token-gate.ts'

let testbed: Testbed
beforeAll(async () => {
  testbed = await startTestbed()
})
afterAll(() => testbed.close())
afterEach(() => void vi.unstubAllGlobals())

/** What the caller gets, and what the API gets: without headers, which differ in what a client calls itself. */
async function callAll(call: Call, { canPost }: Migration): Promise<unknown[]> {
  const outcomes: unknown[] = []
  const note = async (path: string, json?: object): Promise<void> => {
    outcomes.push(await call(path, json).then(({ status, body }) => ({ status, body: withoutHeaders(body) }), describeError))
  }
  await note('/orders?page=2')
  await note('/status/404')
  await note('/status/500')
  if (canPost !== false) await note('/orders', { item: 'tea' })
  return outcomes
}

function withoutHeaders(body: unknown): unknown {
  return typeof body === 'object' && body !== null ? { ...body, headers: undefined } : body
}

function describeError(error: unknown): unknown {
  const { name, message, response } = error as Error & { response?: { status: number } }
  return { name, message, status: response?.status }
}

async function run(migration: Migration, openCall: Open): Promise<unknown[]> {
  const { call, count } = await open({ testbed, gate: createTokenGate() }, migration, openCall)
  const outcomes = await callAll(call, migration)
  expect(count().tokenRequests).toBe(0)
  vi.unstubAllGlobals()
  return outcomes
}

describe('with a good token', () => {
  it.each(migrations)('$name: callers get the same responses and errors before and after', async (migration) => {
    const before = await run(migration, migration.before)
    expect(before[0]).toMatchObject({ status: 200 })
    expect(await run(migration, migration.after)).toEqual(before)
  })
})

it('alova: a method with bearer: false carries no token', async () => {
  const tokens = { access_token: 'first', refresh_token: 'second', expires_in: 300 }
  const { api, issuer, tokenEndpoint } = testbed
  const alova = await createApi({ api, issuer, tokenEndpoint, ...testbed.registerClient() }, tokens)
  expect(await alova.Get('/open/1')).toMatchObject({ authorization: 'Bearer' })
  expect(await alova.Get('/open/2', { bearer: false } as object)).toMatchObject({ authorization: null })
})
