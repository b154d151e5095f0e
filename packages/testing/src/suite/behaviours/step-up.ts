import { check, expectEqual, expectMatch } from '../assert.ts'
import { behavioursOf, type Behaviour } from '../behaviour.ts'
import { pause, started, times } from './steps.ts'
import { withWaitingHook, withHook } from './with-hook.ts'

/** The client's time-out in real time, and a wait that is longer, ms. */
const timeout = 1_000
const overlong = 1_300

const rows: readonly Omit<Behaviour, 'theme'>[] = [
  {
    name: 'a demand for a stronger login gets tokens from the hook, and the request is sent once more',
    async run(context) {
      const { client, auth, challenges } = await withHook(context)
      expectMatch(await context.outcome({ method: 'POST', path: '/echo?acr_values=gold', body: 'pay' }, client), { status: 200 })
      expectMatch(challenges, [{ error: 'insufficient_user_authentication', acrValues: 'gold', method: 'POST' }])
      const [first, second, ...more] = await context.requests()
      expectEqual([first?.status, second?.status, more.length], [401, 200, 0])
      expectEqual([first?.tokenNumber, second?.tokenNumber], [1, 2])
      expectEqual(second?.bodySha256, first?.bodySha256)
      expectMatch(await context.outcome('/echo?acr_values=gold', client), { status: 200 })
      expectEqual([challenges.length, auth.peek().status], [1, 'active'])
    },
  },
  {
    name: 'a demand for more scopes, by a 403, gets tokens from the hook, whether or not the client throws',
    needs: ['throwing', 'non-throwing'],
    async run(context) {
      for (const throws of [true, false]) {
        const { client, challenges } = await withHook(context, { throws })
        expectMatch(await context.outcome('/echo?scope=pay', client), { status: 200 })
        expectMatch(challenges, [{ error: 'insufficient_scope', scope: 'pay' }])
      }
      await context.expectCounts({ tokenRequests: 4, apiRequests: 4, apiOk: 2 })
    },
  },
  {
    name: 'a demand for more scopes, by a 403, gets tokens from the hook',
    async run(context) {
      const { client, challenges } = await withHook(context)
      expectMatch(await context.outcome('/echo?scope=pay', client), { status: 200 })
      expectMatch(challenges, [{ error: 'insufficient_scope', scope: 'pay' }])
      await context.expectCounts({ tokenRequests: 2, apiRequests: 2 })
    },
  },
  {
    name: 'requests with the same demand share one call of the hook',
    async run(context) {
      const { client, challenges, open } = await withWaitingHook(context)
      const waiting = times(5, '/echo?acr_values=gold').map(async (path) => context.outcome(path, client))
      await context.untilCounts({ apiUnauthorized: 5 })
      open()
      expectMatch(await Promise.all(waiting), times(5, { status: 200 }))
      expectEqual(challenges.length, 1)
      await context.expectCounts({ tokenRequests: 2, apiRequests: 10 })
    },
  },
  {
    name: 'without tokens of the hook, the caller gets the response with the challenge, whole',
    async run(context) {
      for (const hook of [async () => undefined, () => Promise.reject(new Error('the window was closed'))]) {
        const { client } = await withHook(context, {}, hook)
        expectMatch(await context.outcome('/echo?scope=pay', client), { status: 403, body: { error: 'insufficient_scope' } })
      }
      await context.expectCounts({ tokenRequests: 2, apiRequests: 2 })
      await context.untilEvent('step-up', 2)
      expectMatch(context.events('step-up'), [{ result: 'declined' }, { result: 'failed' }])
    },
  },
  {
    name: 'a server that demands the same of the new tokens gets one more request, and the caller the response',
    async run(context) {
      const { client, challenges } = await withHook(context)
      expectMatch(await context.outcome('/echo?acr_values=platinum', client), { status: 401 })
      expectMatch(await context.outcome('/echo?acr_values=platinum', client), { status: 401 })
      expectEqual(challenges.length, 1)
      await context.expectCounts({ tokenRequests: 2, apiRequests: 3 })
    },
  },
  {
    name: 'a demand after the replay of a rejected request is met, too: the request is sent three times',
    async run(context) {
      const { client } = await withHook(context)
      expectMatch(await context.outcome('/echo?acr_values=gold&reject=1', client), { status: 200 })
      expectEqual(
        (await context.requests()).map(({ status, tokenNumber }) => [status, tokenNumber]),
        [
          [401, 1],
          [401, 2],
          [200, 3],
        ],
      )
    },
  },
  {
    name: 'a session that ends while the hook runs fails its requests, and late tokens are dropped',
    async run(context) {
      const { client, auth, open, isAsked } = await withWaitingHook(context)
      const { outcome } = started(context, '/echo?acr_values=gold', client)
      await isAsked
      await auth.clear()
      expectMatch(await outcome, { kind: 'everbearer', code: 'ERR_SESSION_ENDED' })
      open()
      await context.untilCounts({ tokenResponses: 2 })
      expectMatch(await context.outcome('/next', client), { status: 200 })
      expectEqual(
        (await context.requests()).map(({ tokenNumber }) => tokenNumber),
        [1, 3],
      )
    },
  },
  {
    name: 'a stream that can not be sent again leaves the response to the caller, and the hook is not called',
    needs: ['streamed-request'],
    async run(context) {
      const { client, challenges, auth } = await withHook(context)
      await auth.getToken()
      const { status } = await context.outcome({ method: 'POST', path: '/echo?scope=pay', body: new Blob(['pay']).stream() }, client)
      const attempts = await context.requests()
      // A client may keep a copy of the stream. Then the request is sent again with its whole body.
      expectEqual([status, attempts.length, challenges.length], attempts.length === 2 ? [200, 2, 1] : [403, 1, 0])
      expectEqual(new Set(attempts.map(({ bodySha256 }) => bodySha256)).size, 1)
    },
  },
  {
    name: 'the wait for the hook is not charged to the time-out',
    needs: ['timeout'],
    async run(context) {
      const { client, open, isAsked } = await withWaitingHook(context)
      const { outcome } = started(context, { path: '/echo?acr_values=gold', timeout }, client)
      await isAsked
      await pause(overlong)
      open()
      expectMatch(await outcome, { status: 200 })
    },
  },
  {
    name: 'a signal ends the wait for the hook, whose tokens serve the next request',
    async run(context) {
      const { client, open, isAsked, challenges } = await withWaitingHook(context)
      const leaving = new AbortController()
      const { outcome } = started(context, { path: '/echo?acr_values=gold', signal: leaving.signal }, client)
      await isAsked
      leaving.abort()
      expectMatch(await outcome, { kind: 'abort' })
      check(challenges[0]?.signal.aborted === false, "the hook's signal has aborted")
      open()
      await context.untilEvent('tokens-set')
      expectMatch(await context.outcome('/echo?acr_values=gold', client), { status: 200 })
      await context.expectCounts({ apiRequests: 2 })
    },
  },
]

/** Behaviours with APIs that demand another login or more scopes. They need a client that can read WWW-Authenticate. */
export const stepUps: readonly Behaviour[] = behavioursOf(
  'challenges',
  rows.map((row) => ({ ...row, needs: ['challenge', ...(row.needs ?? [])] })),
)
