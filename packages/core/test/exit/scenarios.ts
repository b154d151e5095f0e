import {
  type Coordinator,
  createCoordinator,
  type CoordinatorOptions,
  defineStore,
  memoryStore,
  refreshTimer,
  TokenRequestError,
  type TokenResponse,
} from '../../src/index.ts'
import { adapterSideOf } from '../../src/adapter/index.ts'

/** Longer than any of the tests waits, ms. */
const long = 60_000
/** A time-out that has to run out, ms. */
const short = 400

const url = 'https://api.example.com/orders'
const hangs = (): Promise<never> => new Promise(() => {})
const busy = (retryAfter: string) => (): Promise<never> => Promise.reject(new TokenRequestError('busy', { status: 503, retryAfter }))
const pause = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms))

/** A coordinator whose token is due, and is being refreshed in the background. */
async function refreshing(options: Pick<CoordinatorOptions, 'source'> & Partial<CoordinatorOptions>): Promise<Coordinator> {
  const auth = createCoordinator({ origins: 'any', refreshAt: () => 1, refreshTimeout: long, maxRetryTime: long, ...options })
  await auth.setTokens({ access_token: 'first', refresh_token: 'refresh', expires_in: 300 })
  await pause(5)
  if (adapterSideOf(auth).authorize({ url }) instanceof Promise) throw new Error('the request waits')
  await pause(20)
  return auth
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'none',
    (error: unknown) => String((error as { code?: unknown }).code),
  )
}

/** What each tells, and then has nothing left to do. */
export const scenarios: Readonly<Record<string, () => Promise<string>>> = {
  'a background refresh hangs': async () => {
    await refreshing({ source: hangs })
    return 'done'
  },
  'a background refresh with a refresh token hangs': async () => {
    await refreshing({ source: { refresh: hangs } })
    return 'done'
  },
  'a background refresh waits for its next attempt': async () => {
    await refreshing({ source: busy('30') })
    return 'done'
  },
  'the store hangs in the background': async () => {
    const store = memoryStore()
    let isAway = false
    await refreshing({ source: hangs, store: defineStore({ ...store, load: () => (isAway ? hangs() : ((isAway = true), store.load())) }) })
    return 'done'
  },
  'the only caller leaves': async () => {
    const auth = createCoordinator({ source: hangs, origins: 'any', refreshTimeout: long, maxRetryTime: long })
    const controller = new AbortController()
    const code = codeOf(auth.getToken({ signal: controller.signal }))
    await pause(50)
    controller.abort()
    return `left with ${await code}`
  },
  'a proactive refresh is still far away': async () => {
    const auth = createCoordinator({
      source: async (): Promise<TokenResponse> => ({ access_token: 'first', expires_in: 300 }),
      origins: 'any',
      proactive: refreshTimer(),
    })
    return `token ${(await auth.getToken()).generation}`
  },
  'a caller waits for a source that hangs': async () => {
    const auth = createCoordinator({ source: hangs, origins: 'any', refreshTimeout: short, retries: 0 })
    return codeOf(auth.getToken())
  },
  'a caller waits for the next attempt': async () => {
    let attempts = 0
    const source = (): Promise<TokenResponse> => (attempts++ === 0 ? busy('0.4')() : Promise.resolve({ access_token: 'second' }))
    const auth = createCoordinator({ source, origins: 'any' })
    return `token ${(await auth.getToken()).generation}`
  },
  'a caller joins a background refresh that hangs': async () => {
    const auth = await refreshing({ source: hangs, refreshTimeout: short, retries: 0, expiryMargin: 0 })
    const sent = await adapterSideOf(auth).authorize({ url })
    if (sent === undefined) throw new Error('no authorization')
    const replay = await adapterSideOf(auth).handleErrorResponse(sent, { status: 401 }, { url, replayable: true })
    return `replayed: ${replay !== undefined}`
  },
  'a caller clears a store that hangs': async () => {
    const auth = createCoordinator({
      source: hangs,
      origins: 'any',
      store: defineStore({ load: hangs, save: hangs, timeout: short }),
    })
    return codeOf(auth.clear())
  },
  'a caller waits until all is saved': async () => {
    const auth = await refreshing({ source: { refresh: hangs }, maxRetryTime: short })
    await auth[Symbol.asyncDispose]()
    return 'disposed'
  },
}
