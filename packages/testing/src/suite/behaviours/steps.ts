import type { ServedRequest } from '../../server/remote.ts'
import { check, expectEqual, expectMatch } from '../assert.ts'
import type { Call, Client } from '../client.ts'
import type { Outcome, TestContext } from '../test-context.ts'

/** Age at which a token with a lifetime of 300 s is due for a refresh but still valid, ms, whatever the random default of `refreshAt`. */
export const due = 275_000
/** Age at which a token with a lifetime of 300 s has expired, ms. */
export const expired = 300_000

/** Returns a list with the same value `count` times. */
export function times<Value>(count: number, value: Value): Value[] {
  return Array.from({ length: count }, () => value)
}

/**
 * Sends a call whose first response is a 401.
 *
 * @returns the two requests that the server received: the rejected attempt and the replay (the request that is sent again)
 */
export async function rejectedOnce(
  context: TestContext,
  call: Call,
  client?: Client,
): Promise<[refused: ServedRequest, replayed: ServedRequest]> {
  const query = `${call.path.includes('?') ? '&' : '?'}reject=1`
  const outcome = await context.outcome({ ...call, path: call.path + query }, client)
  expectMatch(outcome, { status: 200, kind: 'reply' }, 'the answer')
  const [refused, replayed, ...more] = await context.requests()
  check(refused !== undefined && replayed !== undefined && more.length === 0, 'not one refused attempt and one replay')
  expectEqual([refused.status, refused.tokenNumber, replayed.status, replayed.tokenNumber], [401, 1, 200, 2], 'attempts')
  return [refused, replayed]
}

/** Sends a call to `/open`, which needs no token, by a client without Everbearer. Returns the request that the server received. */
export async function sentNatively(context: TestContext, call: Call): Promise<ServedRequest> {
  const bare = await context.bare()
  const before = (await context.requests()).length
  await context.outcome({ ...call, path: '/open' }, bare)
  const request = (await context.requests())[before]
  check(request !== undefined, 'the client without us sends nothing')
  return request
}

/** Starts a call without waiting for its end. `outcome` resolves to the result, and `isDone` returns whether the call has ended. */
export function started(
  context: TestContext,
  call: Call | string,
  client?: Client,
): { readonly outcome: Promise<Outcome>; readonly isDone: () => boolean } {
  let done = false
  const outcome = context.outcome(call, client).then((value) => {
    done = true
    return value
  })
  return { outcome, isDone: () => done }
}

/** Waits in real time, for timers of the client. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}
