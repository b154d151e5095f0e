import { check, expectEqual, expectMatch } from '../assert.ts'
import { behavioursOf, type Behaviour } from '../behaviour.ts'
import { lengthOf } from '../bytes.ts'
import type { Call, Client } from '../client.ts'
import type { TestContext } from '../test-context.ts'
import { times } from './steps.ts'

/** Setup in which API and token endpoint share an origin, so that one connection serves both. */
const setup: Behaviour['setup'] = () => ({ testbed: { sharedOrigin: true } })

interface Row {
  readonly name: string
  readonly alone?: boolean
  readonly narrow: (context: TestContext, client: Client) => Promise<void>
}

const rows: readonly Row[] = [
  {
    name: 'the unread body of a 401 does not keep the token request from the only connection',
    async narrow(context, client) {
      expectEqual((await lengthOfResponse(context, client, '/echo?reject=1&rejectBytes=400000')) > 0, true)
      await context.expectCounts({ tokenRequests: 2, apiRequests: 2 })
    },
  },
  {
    name: 'ten requests, refused at once over one connection, are all answered after one refresh',
    async narrow(context, client) {
      await lengthOfResponse(context, client, '/warm')
      await context.testbed.revokeAccessTokens()
      const lengths = await Promise.all(
        times(10, '').map((_, index) => lengthOfResponse(context, client, `/echo/${index}?rejectBytes=400000`)),
      )
      check(
        lengths.every((length) => length > 0 && length < 400_000),
        'not all were answered',
      )
      await context.expectCounts({ tokenRequests: 2, apiOk: 11 })
    },
  },
  {
    name: 'over one connection, the body of the 401 is left to the caller where the refresh fails',
    async narrow(context, client) {
      await lengthOfResponse(context, client, '/warm')
      await context.testbed.revokeAccessTokens()
      await context.testbed.failTokenEndpoint({ kind: 'status', status: 503 })
      const { status, body } = await context.outcome(streamed('/echo?rejectBytes=400000'), client)
      expectEqual([status, await lengthOf(body)], [401, 400_000])
      await context.expectCounts({ tokenRequests: 2 })
    },
  },
  {
    name: 'over one connection, a 401 too large to be read in passing is left whole to the caller',
    async narrow(context, client) {
      const { status, body } = await context.outcome(streamed('/echo?reject=1&rejectBytes=3000000'), client)
      expectEqual([status, await lengthOf(body)], [401, 3_000_000])
      await context.untilEvent('refresh', 2)
    },
  },
  {
    name: 'over one connection, a thousand small requests find their way',
    alone: true,
    async narrow(context, client) {
      const outcomes = await Promise.all(times(1000, '/echo').map(async (path) => context.outcome({ path, responseType: 'text' }, client)))
      expectMatch(outcomes, times(1000, { status: 200 }))
      await context.expectCounts({ tokenRequests: 1, apiOk: 1000 })
    },
  },
]

export const connections: readonly Behaviour[] = behavioursOf(
  'connections',
  rows.map((row) => ({
    name: row.name,
    alone: row.alone === true,
    needs: ['pool', 'streamed-response'],
    setup,
    run: (context) => throughOneConnection(context, (client) => row.narrow(context, client)),
  })),
)

async function throughOneConnection(context: TestContext, run: (client: Client) => Promise<void>): Promise<void> {
  const pool = context.platform?.createPool?.(context.subject.pool ?? 'dispatcher')
  check(pool !== undefined, 'this platform has no pools')
  try {
    const auth = context.coordinator({}, pool.fetch)
    context.listen(auth)
    await run(await context.client({ pool }, auth))
  } finally {
    await pool.close()
  }
}

function streamed(path: string): Call {
  return { path, responseType: 'stream' }
}

/** Counts the bytes of a streamed response. The response is read to its end, which frees the connection. */
async function lengthOfResponse(context: TestContext, client: Client, path: string): Promise<number> {
  const { status, body } = await context.outcome(streamed(path), client)
  expectEqual(status, 200, 'status')
  return lengthOf(body)
}
