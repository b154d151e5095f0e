import type { NamedEvent } from '@everbearer/core'
import { check, expectEqual, expectMatch } from '../assert.ts'
import { type Behaviour, behavioursOf } from '../behaviour.ts'
import type { TestContext } from '../test-context.ts'

export const requestEvents: readonly Behaviour[] = behavioursOf('events', [
  {
    name: 'events tell of a request with a good token: that it is sent, and its end',
    async run(context) {
      await context.warm()
      expectMatch(await context.outcome('/echo?secret=1'), { status: 200 })
      const [, attempt, finished] = await eventsOf(context, 2)
      expectMatch(attempt, { name: 'attempt', generation: 1, attempt: 1 })
      expectMatch(finished, { name: 'finished', status: 200, error: undefined, attempts: 1 })
    },
  },
  {
    name: 'events tell of a request that waits for its token, and of its method',
    async run(context) {
      expectMatch(await context.outcome({ path: '/echo?secret=1', method: 'POST', body: 'secret' }), { status: 200 })
      expectMatch(await eventsOf(context, 1), [
        { name: 'waited', method: 'POST', generation: 1 },
        { name: 'attempt', method: 'POST', generation: 1, attempt: 1 },
        { name: 'finished', method: 'POST', status: 200, attempts: 1 },
      ])
    },
  },
  {
    name: 'events tell of a request that is replayed: both attempts, and one end',
    async run(context) {
      await context.warm()
      expectMatch(await context.outcome('/echo?reject=1'), { status: 200 })
      expectMatch((await eventsOf(context, 2)).slice(1), [
        { name: 'attempt', generation: 1, attempt: 1 },
        { name: 'replay', from: 1, generation: 2, attempt: 2 },
        { name: 'attempt', generation: 2, attempt: 2 },
        { name: 'finished', status: 200, attempts: 2 },
      ])
    },
  },
  {
    name: 'events tell of a second 401 after the replay, and of the rule behind it',
    async run(context) {
      expectMatch(await context.outcome('/echo?reject=always'), { status: 401 })
      expectMatch(await eventsOf(context, 1), [
        { name: 'waited' },
        { name: 'attempt', generation: 1 },
        { name: 'replay', from: 1, generation: 2 },
        { name: 'attempt', generation: 2 },
        { name: 'ignored', generation: 2, status: 401, rule: 'rejected-again' },
        { name: 'finished', status: 401, error: undefined, attempts: 2 },
      ])
    },
  },
  {
    name: 'events tell of a 403 for want of scope, and of the rule behind it',
    needs: ['challenge'],
    async run(context) {
      expectMatch(await context.outcome('/echo?reject=always&challenge=insufficient_scope'), { status: 403 })
      expectMatch((await eventsOf(context, 1)).slice(1), [
        { name: 'attempt' },
        { name: 'ignored', generation: 1, status: 403, error: 'insufficient_scope', rule: 'status' },
        { name: 'finished', status: 403, attempts: 1 },
      ])
    },
  },
  {
    name: "events tell of a request that has the caller's own Authorization, and goes out without a token",
    async run(context) {
      expectMatch(await context.outcome({ path: '/echo', headers: { authorization: 'Basic eDp5' } }), { status: 401 })
      expectMatch(await eventsOf(context, 1), [
        { name: 'skipped', reason: 'own-authorization' },
        { name: 'attempt', generation: undefined },
        { name: 'finished', status: 401, attempts: 1 },
      ])
    },
  },
  {
    name: 'events tell of a request that says `bearer: false`',
    async run(context) {
      expectMatch(await context.outcome({ path: '/open', bearer: false }), { status: 200 })
      expectMatch(await eventsOf(context, 1), [
        { name: 'skipped', reason: 'opted-out' },
        { name: 'attempt', generation: undefined },
        { name: 'finished', status: 200, attempts: 1 },
      ])
    },
  },
  {
    name: 'events tell of a request to an origin that is not listed, and which ones are',
    async run(context) {
      const other = await context.elsewhere()
      expectMatch(await context.outcome(`${other.api}/echo`), { status: 401 })
      const { origin } = new URL(other.api)
      expectMatch(await eventsOf(context, 1), [
        { name: 'skipped', reason: 'origin', origin, allowed: [new URL(context.testbed.api).origin] },
        { name: 'attempt', origin, generation: undefined },
        { name: 'finished', origin, status: 401, attempts: 1 },
      ])
    },
  },
  {
    name: 'events tell of a request that gets no token, and why',
    setup: () => ({ coordinator: { source: () => Promise.reject(new Error('no')) } }),
    async run(context) {
      expectMatch(await context.outcome('/echo'), { kind: 'everbearer', code: 'ERR_TOKEN_UNAVAILABLE' })
      expectMatch(await eventsOf(context, 1), [{ name: 'finished', status: undefined, error: 'ERR_TOKEN_UNAVAILABLE', attempts: 0 }])
    },
  },
  {
    name: "events tell of a retry of the client's own as of a request of its own",
    needs: ['retries'],
    async run(context) {
      await context.warm()
      await context.testbed.failApi({ kind: 'status', status: 503 }, { times: 1 })
      expectMatch(await context.outcome('/echo', await context.client({ retries: 1 })), { status: 200 })
      await context.untilEvent('finished', 3)
      expectMatch(context.events('finished').slice(1), [
        { request: 2, status: 503, attempts: 1 },
        { request: 3, status: 200, attempts: 1 },
      ])
    },
  },
])

const ofRequests = new Set<string>(['skipped', 'waited', 'attempt', 'replay', 'ignored', 'finished'])

type RequestEvent = { readonly name: string; readonly request: number } & Record<string, unknown>

function isOfRequest({ name }: NamedEvent): boolean {
  return ofRequests.has(name)
}

/** Waits until this number of requests has ended, and returns their events. Checks that no event shows a secret, path, query or body. */
async function eventsOf(context: TestContext, requests: number): Promise<RequestEvent[]> {
  await context.untilEvent('finished', requests)
  const events = context
    .allEvents()
    .filter(isOfRequest)
    .map(({ name, event }) => ({ name, ...event }) as unknown as RequestEvent)
  context.hidesSecrets(events)
  check(!/echo|open|warm|secret/.test(JSON.stringify(events)), 'an event tells a path, a query or a body')
  for (let request = 1; request <= requests; request++) {
    const own = events.filter((event) => event.request === request)
    expectEqual(own.filter(({ name }) => name === 'finished').length, 1, 'ends of a request')
    expectEqual(own.at(-1)?.name, 'finished')
    expectEqual(own.at(-1)?.['attempts'], own.filter(({ name }) => name === 'attempt').length, 'attempts')
  }
  // If there are several requests, the events before the first `finished` belong to the preparation of the behaviour.
  return requests === 1 ? events : events.slice(events.findIndex(({ name }) => name === 'finished'))
}
