// What the guides say of the code before, beside the figures.
import { startTestbed, type Testbed } from '@everbearer/testbed'
import type { $Fetch } from 'ofetch'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import * as ofetchAfter from '../ofetch/after.ts'
import * as ofetchBefore from '../ofetch/before.ts'
import type { Settings, Tokens } from '../settings.ts'
import { type Call, callWithOfetch } from './call.ts'
import type { Migration, Open } from './migration.ts'
import { migrations } from './migrations.ts'
import { open, type Opened } from './place.ts'
import { createTokenGate } from './token-gate.ts'

let testbed: Testbed
let elsewhere: Testbed
beforeAll(async () => {
  testbed = await startTestbed()
  elsewhere = await startTestbed()
})
afterAll(() => Promise.all([testbed.close(), elsewhere.close()]))
afterEach(() => void vi.unstubAllGlobals())

function named(name: string): Migration {
  return migrations.find((migration) => migration.name === name)!
}

async function openSides(name: string): Promise<{ before: Opened; after: Opened }> {
  const migration = named(name)
  const openSide = (openCall: Open): Promise<Opened> => open({ testbed, gate: createTokenGate() }, migration, openCall)
  const before = await openSide(migration.before)
  const after = await openSide(migration.after)
  return { before, after }
}

async function statusOf(result: ReturnType<Call>): Promise<number | undefined> {
  return result.then(
    ({ status }) => status,
    (error: { response?: { status: number } }) => error.response?.status,
  )
}

describe('a URL of another origin', () => {
  it.each(['failed-queue', 'axios-auth-refresh', 'ofetch'])('%s: gets the token before, and no token after', async (name) => {
    const { before, after } = await openSides(name)
    expect((await before.call(`${elsewhere.api}/open`)).body).toMatchObject({ authorization: 'Bearer' })
    expect((await after.call(`${elsewhere.api}/open`)).body).toMatchObject({ authorization: null })
  })
})

describe('a 401 that is not about the token', () => {
  it.each(['failed-queue', 'axios-auth-refresh', 'ky', 'ofetch', 'badgateway'])('%s: refreshes before, and not after', async (name) => {
    const { before, after } = await openSides(name)
    const path = '/orders?reject=always&challenge=insufficient_scope_401'
    expect(await statusOf(before.call(path))).toBe(401)
    expect(before.count().tokenRequests).toBeGreaterThan(0)
    expect(await statusOf(after.call(path))).toBe(401)
    expect(after.count()).toMatchObject({ tokenRequests: 0, apiRequests: 1 })
  })
})

describe('a 503 of the API', () => {
  it.each(['ky', 'ofetch'])('%s: is the caller’s before, and repeated by the client after', async (name) => {
    const { before, after } = await openSides(name)
    for (const { clientId } of [before, after]) testbed.failApi({ kind: 'status', status: 503 }, { clientId, times: 1 })
    expect(await statusOf(before.call('/orders'))).toBe(503)
    expect(await statusOf(after.call('/orders'))).toBe(200)
  })
})

describe('a hook of one call', () => {
  async function tokenSeen(create: (settings: Settings, tokens: Tokens) => $Fetch | Promise<$Fetch>): Promise<unknown> {
    let api: $Fetch
    await open({ testbed, gate: createTokenGate() }, named('ofetch'), async (settings, tokens) => {
      api = await create(settings, tokens)
      return callWithOfetch(api)
    })
    const { authorization } = await api!<{ authorization: unknown }>('/open', { onRequest: () => {} })
    return authorization
  }

  it('ofetch: takes the place of the hook that sets the token before, and changes nothing after', async () => {
    expect(await tokenSeen(ofetchBefore.createApi)).toBeNull()
    expect(await tokenSeen(ofetchAfter.createApi)).toBe('Bearer')
  })
})
