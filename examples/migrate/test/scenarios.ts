import { vi } from 'vitest'
import type { Call } from './call.ts'
import type { Migration, Open } from './migration.ts'
import { lifetime, open, type Opened, type Place } from './place.ts'
import { callers, type Cost, costOf, isServed, paths, storm } from './storm.ts'
import { readAll, until } from './turns.ts'

/** The scenarios, by what happens in them. */
export const scenarios = {
  '100 requests at once, token expired': expiredStorm,
  '100 requests at once, token revoked': revokedStorm,
  '100 requests, rejected one after another': rejectionsInTurn,
  'one POST, token revoked': revokedPost,
} as const

export type Scenario = keyof typeof scenarios

/** Sends 100 requests at once after the token has expired. */
async function expiredStorm(place: Place, migration: Migration, openCall: Open): Promise<Cost> {
  return afterExpiry(place, migration, openCall, (opened) => storm(place, migration, openCall, opened))
}

/**
 * What callers get in two requests after the access token has expired, if the refresh token has been revoked: the name of an error and its
 * status, or the status of a response.
 */
export async function errorsAfterEnd(place: Place, migration: Migration, openCall: Open): Promise<readonly string[]> {
  return afterExpiry(place, migration, openCall, callTwice, { isOver: true })
}

async function callTwice({ call }: Opened): Promise<string[]> {
  return [await outcomeOf(call('/orders/1')), await outcomeOf(call('/orders/2'))]
}

async function outcomeOf(result: ReturnType<Call>): Promise<string> {
  return result.then(
    ({ status }) => `a response with ${status}`,
    (error: Error & { status?: number; response?: { status: number } }) =>
      [`\`${error.name}\``, error.response?.status ?? error.status].filter((part) => part !== undefined).join(' '),
  )
}

/** Opens a client, and lets its access token expire. `isOver`: its refresh token is revoked before. */
async function afterExpiry<T>(
  place: Place,
  migration: Migration,
  openCall: Open,
  then: (opened: Opened) => Promise<T>,
  { isOver = false } = {},
): Promise<T> {
  const isTimed = migration.hasTimer === true && openCall === migration.before
  vi.useFakeTimers({ toFake: isTimed ? ['Date', 'setTimeout', 'clearTimeout'] : ['Date'] })
  try {
    const opened = await open(place, migration, openCall)
    if (isOver) place.testbed.revokeRefreshTokens(opened.clientId)
    if (isTimed) {
      await vi.advanceTimersByTimeAsync((lifetime - 60) * 1000)
      await until(() => opened.count().tokensDone > 0)
      await readAll()
    }
    vi.setSystemTime(Date.now() + (isTimed ? 90 : lifetime + 30) * 1000)
    return await then(opened)
  } finally {
    vi.useRealTimers()
  }
}

/**
 * Sends 100 requests at once with a token that has been revoked. The API rejects the first when all have arrived: a request that is sent
 * after a rejection waits for the new token, and the storm would wait for that request.
 */
async function revokedStorm(place: Place, migration: Migration, openCall: Open): Promise<Cost> {
  const opened = await open(place, migration, openCall)
  const { clientId, count } = opened
  place.testbed.revokeAccessTokens(clientId)
  const releases = holdEach(place, clientId)
  const [cost] = await Promise.all([
    storm(place, migration, openCall, opened),
    until(() => count().apiRequests === callers).finally(() => releases.forEach((release) => release())),
  ])
  return cost
}

/** Sends 100 requests at once. The API rejects them one after another: each rejection comes when the caller before has its result. */
async function rejectionsInTurn(place: Place, migration: Migration, openCall: Open): Promise<Cost> {
  const { clientId, call, count } = await open(place, migration, openCall)
  const releases = holdEach(place, clientId)
  const results = paths.map((path) => isServed(call(path)))
  await until(() => count().apiRequests === callers)
  place.testbed.revokeAccessTokens(clientId)
  let failed = 0
  for (const [index, release] of releases.entries()) {
    release()
    if (!(await results[index])) failed++
  }
  return costOf(count(), failed)
}

/** Lets the API hold the request of each caller. Returns a function for each caller, which lets that request go on. */
function holdEach({ testbed }: Place, clientId: string): (() => void)[] {
  return paths.map((path) => testbed.failApi({ kind: 'hold' }, { clientId, path }))
}

/** Sends one POST with a token that has been revoked. */
async function revokedPost(place: Place, migration: Migration, openCall: Open): Promise<Cost> {
  const { clientId, call, count } = await open(place, migration, openCall)
  place.testbed.revokeAccessTokens(clientId)
  const failed = (await isServed(call('/orders', { item: 'tea' }))) ? 0 : 1
  return costOf(count(), failed)
}
