import { createCoordinator, refreshTimer } from '@everbearer/fetch'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createFakeClock } from '../../packages/core/test/fake-clock.ts'
import { type LiveServer, startLiveServer } from './live-server.ts'
import { listen } from './server-sent-events.ts'
import { connect } from './web-socket.ts'

interface Recipe {
  readonly name: string
  readonly url: (server: LiveServer) => string
  readonly run: (
    url: string,
    auth: ReturnType<typeof createCoordinator>,
    options: { received: (id: number) => void; signal: AbortSignal; pause: () => Promise<void> },
  ) => Promise<void>
}

const recipes: readonly Recipe[] = [
  {
    name: 'server-sent events',
    url: ({ sseUrl }) => sseUrl,
    run: (url, auth, { received, ...options }) => listen(url, auth, { ...options, onEvent: ({ id }) => received(Number(id)) }),
  },
  {
    name: 'a WebSocket',
    url: ({ socketUrl }) => socketUrl,
    run: (url, auth, { received, ...options }) => connect(url, auth, { ...options, onMessage: ({ id }) => received(id) }),
  },
]

const cleanUp: (() => unknown)[] = []
afterEach(async () => {
  for (const step of cleanUp.splice(0).toReversed()) await step()
})

async function start({ url, run }: Recipe, onOpen?: (publish: () => void, connection: number) => void) {
  const clock = createFakeClock()
  let opened = 0
  const server = await startLiveServer((publish) => onOpen?.(publish, ++opened))
  let requests = 0
  const auth = createCoordinator({
    source: async () => ({ access_token: `token-${++requests}`, expires_in: 300 }),
    origins: [new URL(server.sseUrl).origin],
    proactive: refreshTimer(),
    refreshAt: 0.8,
    clock,
  })
  server.accept('token-1', 'token-2', 'token-3')
  const received: number[] = []
  const stop = new AbortController()
  const pause = vi.fn<() => Promise<void>>().mockResolvedValue(undefined)
  cleanUp.push(
    () => server.close(),
    () => auth.dispose(),
    () => stop.abort(),
  )
  const begin = (): Promise<void> => run(url(server), auth, { received: (id) => received.push(id), signal: stop.signal, pause })
  return { server, auth, clock, received, stop, pause, begin, requests: () => requests }
}

describe.each(recipes)('$name', (recipe) => {
  it('gets a connection with a newer token before the old token ends, and each event once', async () => {
    // An event for the old and the new connection at the moment of the handover.
    const { server, clock, received, begin, pause, requests } = await start(recipe, (publish) => publish())
    void begin()
    await expect.poll(() => received).toEqual([1])
    server.publish()
    await expect.poll(() => received).toEqual([1, 2])

    await clock.advance(240_000)
    await expect.poll(() => received).toEqual([1, 2, 3])
    await expect.poll(() => server.open()).toEqual(['token-2'])
    server.publish()
    await expect.poll(() => received).toEqual([1, 2, 3, 4])

    await clock.advance(240_000)
    await expect.poll(() => server.open()).toEqual(['token-3'])
    server.publish()
    await expect.poll(() => received).toEqual([1, 2, 3, 4, 5, 6])
    expect(server.tried.map(({ token, after }) => [token, after])).toEqual([
      ['token-1', 0],
      ['token-2', 2],
      ['token-3', 4],
    ])
    expect(requests()).toBe(3)
    expect(pause).not.toHaveBeenCalled()
  })

  it('puts no token into the address', async () => {
    const { server, begin } = await start(recipe)
    void begin()
    await expect.poll(() => server.tried.length).toBe(1)
    expect(server.tried[0]?.url).toBe(new URL(recipe.url(server)).pathname)
  })

  it('refreshes a rejected token once, and connects again without a pause', async () => {
    const { server, received, begin, pause, requests } = await start(recipe)
    server.accept('token-2')
    void begin()
    await expect.poll(() => server.open()).toEqual(['token-2'])
    server.publish()
    await expect.poll(() => received).toEqual([1])
    expect(server.tried.map(({ token }) => token)).toEqual(['token-1', 'token-2'])
    expect(requests()).toBe(2)
    expect(pause).not.toHaveBeenCalled()
  })

  it('fails if the refreshed token is rejected, too', async () => {
    const { server, begin, requests } = await start(recipe)
    server.accept()
    await expect(begin()).rejects.toThrow(/rejected a refreshed token|answered with 401/)
    expect(server.tried.map(({ token }) => token)).toEqual(['token-1', 'token-2'])
    expect(requests()).toBe(2)
  })

  it('connects again after the server has gone, from the last event on', async () => {
    const { server, received, begin, pause, requests } = await start(recipe, (publish, connection) => {
      if (connection === 2) publish()
    })
    void begin()
    await expect.poll(() => server.open()).toEqual(['token-1'])
    server.publish()
    await expect.poll(() => received).toEqual([1])
    server.restart()
    await expect.poll(() => received).toEqual([1, 2])
    expect(server.tried.map(({ after }) => after)).toEqual([0, 1])
    expect(pause).toHaveBeenCalledTimes(1)
    expect(requests()).toBe(1)
  })

  it('ends with the session, and connects no more', async () => {
    const { server, auth, begin, received, pause } = await start(recipe)
    const ended = begin()
    await expect.poll(() => server.open()).toEqual(['token-1'])
    await auth.clear()
    server.publish()
    await ended
    await expect.poll(() => server.open()).toEqual([])
    expect(received).toEqual([])
    expect(server.tried).toHaveLength(1)
    expect(pause).not.toHaveBeenCalled()
  })

  it('ends with its signal', async () => {
    const { server, begin, stop } = await start(recipe)
    const ended = begin()
    await expect.poll(() => server.open()).toEqual(['token-1'])
    stop.abort()
    await ended
    await expect.poll(() => server.open()).toEqual([])
    expect(server.tried).toHaveLength(1)
  })
})
