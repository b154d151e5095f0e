import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Engine, Tab } from '../../../browsers/index.ts'
import { launchOrSkip } from '../../../browsers/launch-or-skip.ts'
import { bundlePage } from '../../bundle.ts'
import type { PeerCommand, PeerPlace } from '../../page/peer.ts'
import { type PeerServer, startPeerServer } from '../../server/peer-server.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

let engine: Engine | undefined
let script: string | undefined

beforeEach(async ({ skip }) => {
  engine ??= await launchOrSkip('chromium', skip)
  script ??= await bundlePage('peer')
})
afterAll(() => engine?.[Symbol.asyncDispose]())

const perform = (tab: Tab, command: PeerCommand): Promise<unknown> => tab.evaluate(`perform(${JSON.stringify(command)})`)
const ask = (tab: Tab, place: PeerPlace, command: PeerCommand): Promise<unknown> =>
  tab.evaluate(`ask(${JSON.stringify(place)}, ${JSON.stringify(command)})`)
const open = (server: PeerServer, query = ''): Promise<Tab> => engine!.openTab(`${server.origin}/page${query}`)

describe('a frozen holder', () => {
  it('delays no other tab while the old token is good, and afterwards no longer than leaseWait', async () => {
    await using server = await startPeerServer(script!, 6)
    const holder = await open(server, '?refreshAt=0.1')
    const other = await open(server, '?refreshAt=0.9&leaseWait=500')
    expect(await perform(holder, 'send')).toBe('token-1')
    expect(await perform(other, 'send')).toBe('token-1')
    const goOn = server.holdNext()
    // The refresh in the background begins with a request.
    await expect.poll(async () => [await perform(holder, 'send'), server.calls()], { timeout: 5_000 }).toEqual(['token-1', 2])
    await holder.freeze()
    expect(await perform(other, 'send')).toBe('token-1')
    expect(server.calls()).toBe(2)
    // The holder is frozen all the time. The other tab waits, and then obtains a token of its own.
    await expect.poll(() => perform(other, 'send'), { timeout: 20_000 }).toBe('token-3')
    expect(server.calls()).toBe(3)
    goOn()
    await holder.thaw()
    await expect.poll(() => perform(holder, 'send'), { timeout: 5_000 }).toMatch(/^token-[23]$/)
    expect(server.calls()).toBe(3)
    await Promise.all([holder.close(), other.close()])
  })
})

describe('pages that need the first token at the same time', () => {
  it('make one token call', async () => {
    await using server = await startPeerServer(script!, 300)
    const pages = [await open(server, '?leaseWait=20000'), await open(server, '?leaseWait=20000'), await open(server, '?leaseWait=20000')]
    const goOn = server.holdNext()
    const sent = pages.map((page) => perform(page, 'send'))
    await expect.poll(() => server.calls(), { timeout: 20_000 }).toBe(1)
    // The others ask the store, and find that a token is on its way.
    expect(await Promise.all(pages.map((page) => perform(page, 'failures')))).toEqual([[], [], []])
    goOn()
    expect(await Promise.all(sent)).toEqual(['token-1', 'token-1', 'token-1'])
    expect(server.calls()).toBe(1)
    await Promise.all(pages.map((page) => page.close()))
  })
})

describe('pages that find the record of an earlier visit', () => {
  it('make one token call', async () => {
    await using server = await startPeerServer(script!, 300)
    const earlier = await open(server)
    expect(await perform(earlier, 'send')).toBe('token-1')
    await earlier.close()
    // The token of the earlier visit was in the memory of its page.
    const pages = [await open(server), await open(server)]
    for (const page of pages) expect(await perform(page, 'status')).not.toBe('ended')
    for (const page of pages) expect(await perform(page, 'send')).toBe('token-2')
    expect(server.calls()).toBe(2)
    await Promise.all(pages.map((page) => page.close()))
  })
})

describe('a page that is frozen while it reads', () => {
  it('does not keep other pages from the store', async () => {
    await using server = await startPeerServer(script!, 300)
    const reader = await open(server)
    const other = await open(server)
    await perform(reader, 'read-on')
    await reader.freeze()
    expect(await perform(other, 'send')).toBe('token-1')
    expect(await perform(other, 'failures')).toEqual([])
    await reader.thaw()
    expect(await perform(reader, 'send')).toBe('token-1')
    expect(await perform(reader, 'failures')).toEqual([])
    expect(server.calls()).toBe(1)
    await Promise.all([reader.close(), other.close()])
  })
})

describe('a token', () => {
  it.each(['dedicated worker', 'shared worker', 'service worker'] as const)('is shared by a page and a %s', async (place) => {
    await using server = await startPeerServer(script!, 300)
    const tab = await open(server)
    expect(await perform(tab, 'send')).toBe('token-1')
    expect(await ask(tab, place, 'send')).toBe('token-1')
    expect(server.calls()).toBe(1)
    // A logout reaches the worker, too.
    await perform(tab, 'log-out')
    await expect.poll(() => ask(tab, place, 'status')).toBe('ended')
    expect(server.calls()).toBe(1)
    await tab.close()
  })

  it.each(['dedicated worker', 'shared worker', 'service worker'] as const)('of a %s is shared by a page', async (place) => {
    await using server = await startPeerServer(script!, 300)
    const tab = await open(server)
    expect(await ask(tab, place, 'send')).toBe('token-1')
    expect(await perform(tab, 'send')).toBe('token-1')
    expect(server.calls()).toBe(1)
    await tab.close()
  })

  it('of an iframe with an opaque origin is its own, and an event says so', async () => {
    await using server = await startPeerServer(script!, 300)
    const tab = await open(server)
    expect(await perform(tab, 'send')).toBe('token-1')
    expect(await ask(tab, 'opaque iframe', 'send')).toBe('token-2')
    expect(await ask(tab, 'opaque iframe', 'limits')).toEqual([
      expect.stringMatching(/^This page has a token of its own, as pages can't share here/),
    ])
    // The iframe keeps its token, and the page keeps sharing.
    expect(await ask(tab, 'opaque iframe', 'send')).toBe('token-2')
    expect(await perform(tab, 'limits')).toEqual([])
    const second = await open(server)
    expect(await perform(second, 'send')).toBe('token-1')
    expect(server.calls()).toBe(2)
    await Promise.all([tab.close(), second.close()])
  })
})
