import { check, expectEqual, expectMatch } from '../assert.ts'
import { behavioursOf, type Behaviour } from '../behaviour.ts'
import { rejectedOnce, times } from './steps.ts'

export const clients: readonly Behaviour[] = behavioursOf('clients', [
  {
    name: 'several clients share one token and one refresh',
    async run(context) {
      const all = await Promise.all(times(5, undefined).map(() => context.client()))
      const each = async (path: string): Promise<unknown[]> =>
        (await Promise.all(all.map((client) => context.outcome(path, client)))).map(({ status }) => status)
      expectEqual(await each('/cold'), times(5, 200))
      await context.testbed.revokeAccessTokens()
      expectEqual(await each('/hot'), times(5, 200))
      await context.expectCounts({ tokenRequests: 2, apiUnauthorized: 5 })
    },
  },
  {
    name: 'a client without us stays without a token',
    async run(context) {
      await context.warm()
      expectMatch(await context.outcome('/open', await context.bare()), { status: 200, body: { authorization: null } })
    },
  },
  {
    name: 'a client wrapped twice sends one token and is replayed once',
    async run(context) {
      const client = await context.client({ alsoFor: context.auth })
      await rejectedOnce(context, { path: '/echo' }, client)
      expectMatch(await context.outcome('/echo?reject=always', client), { status: 401 })
      await context.expectCounts({ apiRequests: 4 })
    },
  },
  {
    name: 'the token that requests carry is the one that the coordinator gives',
    async run(context) {
      const { accessToken } = await context.auth.getToken()
      await context.warm()
      expectEqual([accessToken], context.secrets().slice(1))
      await context.expectCounts({ tokenRequests: 1 })
    },
  },
  {
    name: "the caller's own transport sends each attempt, and sees each answer",
    needs: ['transport'],
    async run(context) {
      const seen: unknown[] = []
      const client = await context.client({
        transport: { sending: (url) => void seen.push(new URL(url).pathname), received: (status) => void seen.push(status) },
      })
      await rejectedOnce(context, { path: '/echo' }, client)
      expectEqual(seen, ['/echo', 401, '/echo', 200])
    },
  },
  {
    name: "an error of the caller's own transport reaches the caller, and nothing is refreshed",
    needs: ['transport'],
    async run(context) {
      const mine = new RangeError('mine')
      const client = await context.client({
        transport: {
          sending() {
            throw mine
          },
        },
      })
      const { native } = await context.outcome('/echo', client)
      check(native === mine || (native as Error).cause === mine || (native as Error).message.includes('mine'), 'it is another error')
      await context.expectCounts({ tokenRequests: 1, apiRequests: 0 })
    },
  },
  {
    name: "the platform's fetch is used as it is at the time, patched after the client was wrapped",
    needs: ['platform-fetch'],
    alone: true,
    async run(context) {
      await context.warm()
      const platform = globalThis.fetch
      let calls = 0
      globalThis.fetch = (...args: Parameters<typeof fetch>) => {
        calls++
        return platform(...args)
      }
      try {
        expectMatch(await context.outcome('/echo?reject=1'), { status: 200 })
      } finally {
        globalThis.fetch = platform
      }
      // Two attempts and one token request.
      expectEqual(calls, 3)
    },
  },
  {
    name: 'msw in front sees the token, and its 401 is refreshed for',
    needs: ['msw'],
    alone: true,
    async run(context) {
      const seen: (string | null)[] = []
      const restore = await context.platform?.mock?.(context.url('/mocked'), (authorization) => {
        seen.push(authorization)
        return seen.length === 1 ? { status: 401, json: {} } : { status: 200, json: { mocked: true } }
      })
      check(restore !== undefined, 'this platform has no msw')
      try {
        expectMatch(await context.outcome('/mocked'), { status: 200, body: { mocked: true } })
      } finally {
        restore()
      }
      expectEqual(
        seen,
        context
          .secrets()
          .slice(1)
          .map((token) => `Bearer ${token}`),
      )
      await context.expectCounts({ tokenRequests: 2, apiRequests: 0 })
    },
  },
])
