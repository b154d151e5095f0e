import {
  type Coordinator,
  createCoordinator,
  createCoordinatorPool,
  refreshTimer,
  shareRefreshToken,
  type TokenResponse,
  type TokenSource,
} from '../../src/index.ts'
import { createFakeClock, flush } from '../fake-clock.ts'
import { adapterSideOf } from '../../src/adapter/index.ts'

/** A fifth of what a workload does: whatever it keeps for good, each fifth adds to the heap. */
export type Fifth = () => void | Promise<void>

const url = 'https://api.example.com/orders'
const clock = createFakeClock()
const hangs = (): Promise<TokenResponse> => new Promise(() => {})

async function repeat(times: number, act: () => void | Promise<void>): Promise<void> {
  for (let i = 0; i < times; i++) await act()
}

function numbered(): TokenSource {
  let serial = 0
  const next = async (): Promise<TokenResponse> => ({
    access_token: `access-${++serial}`,
    refresh_token: `refresh-${serial}`,
    expires_in: 300,
  })
  return { obtain: next, refresh: next }
}

async function ready(): Promise<Coordinator> {
  const auth = createCoordinator({ source: numbered(), origins: ['https://api.example.com'], clock })
  await auth.getToken()
  return auth
}

/** By what they do altogether. */
export const workloads = {
  'ten million authorizations': async (): Promise<Fifth> => {
    const auth = await ready()
    return () => {
      for (let i = 0; i < 2_000_000; i++) void adapterSideOf(auth).authorize({ url })
    }
  },

  'a hundred thousand waiters that leave a flight that hangs': (): Fifth => {
    const auth = createCoordinator({ source: hangs, origins: 'any', clock })
    return () =>
      repeat(200, async () => {
        const callers = Array.from({ length: 100 }, () => new AbortController())
        const waits = callers.map(async ({ signal }) => adapterSideOf(auth).authorize({ url, signal }))
        await flush()
        for (const caller of callers) caller.abort()
        await Promise.allSettled(waits)
      })
  },

  'a hundred thousand waiters that get their token, all with one signal': async (): Promise<Fifth> => {
    const auth = await ready()
    const { signal } = new AbortController()
    return () =>
      repeat(200, async () => {
        auth.invalidate()
        await Promise.all(Array.from({ length: 100 }, async () => adapterSideOf(auth).authorize({ url, signal })))
      })
  },

  'a hundred thousand refused requests': async (): Promise<Fifth> => {
    const auth = await ready()
    const { signal } = new AbortController()
    const rejected = { status: 401, challenge: 'Bearer error="invalid_token"' }
    return () =>
      repeat(200, async () => {
        const sent = await adapterSideOf(auth).authorize({ url, signal })
        await Promise.all(
          Array.from({ length: 100 }, () => adapterSideOf(auth).handleErrorResponse(sent!, rejected, { url, replayable: true, signal })),
        )
      })
  },

  'ten thousand refreshes in a family': async (): Promise<Fifth> => {
    const family = shareRefreshToken()
    const auths = [0, 1].map(() => createCoordinator({ source: family(numbered()), origins: 'any', clock }))
    return () =>
      repeat(1000, async () => {
        for (const auth of auths) auth.invalidate()
        await Promise.all(auths.map((auth) => auth.getToken()))
      })
  },

  'four thousand coordinators used and disposed of': (): Fifth => () =>
    repeat(200, async () => {
      const auths = Array.from({ length: 4 }, (_, i) =>
        createCoordinator({ source: i === 0 ? hangs : numbered(), origins: 'any', clock, proactive: refreshTimer() }),
      )
      for (const auth of auths) auth.on('refresh', () => {})
      const waits = auths.map(async (auth) => adapterSideOf(auth).authorize({ url }))
      await flush()
      for (const auth of auths) auth.dispose()
      await Promise.allSettled(waits)
    }),

  'twenty thousand accounts in room for a hundred': (): Fifth => {
    const auths = createCoordinatorPool(
      (account: number) => `${account}`,
      () => createCoordinator({ source: numbered(), origins: 'any', clock }),
      { max: 100 },
    )
    let account = 0
    return () =>
      repeat(40, async () => {
        await Promise.all(Array.from({ length: 100 }, () => auths.for(account++).getToken()))
      })
  },

  // These two do leak: what measures must notice.
  'control: a hundred thousand signals kept': (): Fifth => {
    const kept: AbortSignal[] = []
    return () => {
      for (let i = 0; i < 20_000; i++) kept.push(new AbortController().signal)
    }
  },

  'control: four thousand coordinators kept': (): Fifth => {
    const kept: Coordinator[] = []
    return () => {
      for (let i = 0; i < 800; i++) kept.push(createCoordinator({ source: hangs, origins: 'any', clock }))
    }
  },
}
