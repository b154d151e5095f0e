import type { TokenSource } from '@everbearer/core'
import { expectEqual, expectMatch } from '../assert.ts'
import { behavioursOf, type Behaviour } from '../behaviour.ts'
import type { Client } from '../client.ts'
import type { TestContext } from '../test-context.ts'
import { times } from './steps.ts'

type Row = Omit<Behaviour, 'theme'>

const basic = 'Basic eDp5'
/** A placeholder header, as sent by libraries that require a key for each request. */
const placeholder = 'Basic cGxhY2Vob2xkZXI6'
/** A source that can only refresh. As there is no refresh token at first, nobody is signed in. */
const visitors: TokenSource = { refresh: () => Promise.reject(new Error('not called')) }

/** Behaviours with requests that already have a header, which the option `replaceIf` may replace. */
export const placeholders: readonly Behaviour[] = behavioursOf('credentials', [
  ...['Authorization', 'authorization', 'aUTHORIZATION'].map((name): Row => ({
    name: `an own ${name} header that replaceIf takes for a placeholder is replaced, on the replay too`,
    async run(context) {
      const client = await replacing(context, (value) => value === placeholder)
      expectMatch(await context.outcome({ path: '/echo?reject=1', headers: { [name]: placeholder, 'x-own': 'kept' } }, client), {
        status: 200,
      })
      expectEqual(
        (await context.requests()).map(({ headers, tokenNumber }) => [headers['authorization'], headers['x-own'], tokenNumber]),
        [
          ['Bearer', 'kept', 1],
          ['Bearer', 'kept', 2],
        ],
      )
      await context.expectCounts({ tokenRequests: 2 })
    },
  })),
  {
    name: 'an own header that `replaceIf` takes for a placeholder is replaced once the token comes, for a storm of requests too',
    async run(context) {
      const client = await replacing(context, (value) => value === placeholder)
      const outcomes = await Promise.all(
        // The URLs differ, as WebKit sends equal requests only once.
        times(10, 0).map((_, index) => context.outcome({ path: `/echo?n=${index}`, headers: { authorization: placeholder } }, client)),
      )
      expectMatch(outcomes, times(10, { status: 200 }))
      await context.expectCounts({ tokenRequests: 1, apiOk: 10 })
    },
  },
  {
    name: 'an own header stays if `replaceIf` says anything but true, or throws',
    async run(context) {
      const answers: (() => unknown)[] = [() => false, () => 1, async () => true, () => JSON.parse('{')]
      for (const answer of answers) {
        const client = await replacing(context, answer as () => boolean)
        expectMatch(await context.outcome({ path: '/echo', headers: { authorization: basic } }, client), { status: 401 })
      }
      expectEqual(await schemes(context), times(4, 'Basic'))
      await context.expectCounts({ tokenRequests: 0 })
    },
  },
  {
    name: 'a placeholder of one origin is replaced at no other origin, and the other origin keeps its header',
    async run(context) {
      const other = await context.elsewhere()
      const origins = [new URL(context.testbed.api).origin, new URL(other.api).origin]
      const auth = context.coordinator({ origins, replaceIf: { [origins[0]!]: (value) => value === placeholder } })
      const client = await context.client({}, auth)
      const headers = { authorization: placeholder }
      expectMatch(await context.outcome({ path: `${other.api}/open`, headers }, client), { body: { authorization: 'Basic' } })
      expectMatch(await context.outcome({ path: '/open', headers }, client), { body: { authorization: 'Bearer' } })
    },
  },
  {
    name: 'a request that says `bearer: false` keeps a placeholder, and so does a request of a visitor',
    async run(context) {
      let asked = 0
      const replaceIf = {
        [new URL(context.testbed.api).origin]() {
          asked++
          return true
        },
      }
      const client = await context.client({}, context.coordinator({ replaceIf }))
      const headers = { authorization: placeholder }
      expectMatch(await context.outcome({ path: '/open', headers, bearer: false }, client), { body: { authorization: 'Basic' } })
      expectEqual(asked, 0)
      const visitor = context.coordinator({ source: visitors, beforeSignIn: 'send-without-token', replaceIf })
      expectMatch(await context.outcome({ path: '/open', headers }, await context.client({}, visitor)), {
        body: { authorization: 'Basic' },
      })
      await context.expectCounts({ tokenRequests: 0 })
    },
  },
])

/** Makes a client that may replace headers that requests to the API already have. */
async function replacing(context: TestContext, isPlaceholder: (value: string) => boolean): Promise<Client> {
  return context.client({}, context.coordinator({ replaceIf: { [new URL(context.testbed.api).origin]: isPlaceholder } }))
}

async function schemes(context: TestContext): Promise<(string | undefined)[]> {
  return (await context.requests()).map(({ headers }) => headers['authorization'])
}
