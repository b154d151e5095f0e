import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encrypted, type TokenStore } from '@everbearer/core'
import { fileStore } from '@everbearer/file'
import { withBearer } from '@everbearer/fetch'
import { expect, test } from 'vitest'
import { startWorld } from './world.ts'

const keys = [{ id: 'k1', key: crypto.getRandomValues(new Uint8Array(32)) }]

test.each<[name: string, open: (path: string) => TokenStore]>([
  ['a file', (path) => fileStore({ path })],
  ['an encrypted file', (path) => encrypted(fileStore({ path }), { keys, name: 'test' })],
])('%s has the tokens of all audiences, for every process', async (_name, open) => {
  const folder = await mkdtemp(join(tmpdir(), 'audiences-'))
  try {
    await using world = await startWorld(60)
    await using first = world.create({ store: open(join(folder, 'token.json')) })
    await using second = world.create({ store: open(join(folder, 'token.json')) })
    await world.logIn(first, 'ada')
    const send = [first, second].map((auth) => withBearer(fetch, auth))
    const urls = [`${world.orders.origin}/1`, `${world.stock.origin}/1`]
    const storm = await Promise.all(send.flatMap((each) => urls.map((url) => each(url))))
    expect(storm.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect([world.tokensFor(world.orders), world.tokensFor(world.stock)]).toEqual([1, 1])
    world.stock.revokeAll()
    const after = await Promise.all(send.flatMap((each) => urls.map((url) => each(url))))
    expect(after.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect([world.tokensFor(world.orders), world.tokensFor(world.stock)]).toEqual([1, 2])
    expect(world.testbed.counts(world.clientId)).toMatchObject({ tokenErrors: 0, spentRefreshTokens: 0 })
    await first.clear()
    await using third = world.create({ store: open(join(folder, 'token.json')) })
    await expect(withBearer(fetch, third)(urls[0] ?? '')).rejects.toMatchObject({ code: 'ERR_SESSION_ENDED' })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
