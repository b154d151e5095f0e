import { expectEqual, expectMatch } from '../assert.ts'
import { behavioursOf, type Behaviour } from '../behaviour.ts'
import type { TestContext } from '../test-context.ts'
import { rejectedOnce, started, times } from './steps.ts'

type Row = Omit<Behaviour, 'theme'>

const basic = 'Basic eDp5'

export const credentials: readonly Behaviour[] = behavioursOf('credentials', [
  {
    name: 'a request that says `bearer: false` goes out without a token, and its 401 is its own',
    async run(context) {
      expectMatch(await context.outcome({ path: '/open', bearer: false }), { status: 200, body: { authorization: null } })
      expectMatch(await context.outcome({ path: '/echo', bearer: false }), { status: 401 })
      await context.expectCounts({ tokenRequests: 0, apiRequests: 2 })
    },
  },
  {
    name: 'the server is not told of `bearer`',
    async run(context) {
      await context.send({ path: '/open', bearer: false })
      expectEqual(
        (await context.requests()).map(({ url }) => url),
        ['/open'],
      )
      expectEqual(
        Object.keys((await context.requests())[0]?.headers ?? {}).filter((name) => name.includes('bearer')),
        [],
      )
    },
  },
  ...['Authorization', 'authorization', 'aUTHORIZATION'].map((name): Row => ({
    name: `a request with the caller's own ${name} header keeps it, and its 401 is its own`,
    async run(context) {
      expectMatch(await context.outcome({ path: '/echo', headers: { [name]: basic } }), { status: 401 })
      expectEqual(await schemes(context), ['Basic'])
      await context.expectCounts({ tokenRequests: 0 })
    },
  })),
  {
    name: "the caller's own credentials among the client's default headers are left alone",
    needs: ['default-headers'],
    async run(context) {
      expectMatch(await context.outcome('/echo', await context.client({ headers: { authorization: basic } })), { status: 401 })
      expectEqual(await schemes(context), ['Basic'])
      await context.expectCounts({ tokenRequests: 0 })
    },
  },
  {
    name: 'no token goes to an origin that is not listed, by an absolute URL',
    async run(context) {
      const other = await context.elsewhere()
      expectMatch(await context.outcome(`${other.api}/open`), { status: 200, body: { authorization: null } })
      expectMatch(await context.outcome(`${other.api}/echo`), { status: 401 })
      expectEqual(
        (await other.requests()).map(({ headers }) => headers['authorization']),
        times(2, undefined),
      )
      await context.expectCounts({ tokenRequests: 0, apiRequests: 0 })
    },
  },
  {
    name: 'no token goes to an origin that is not listed, by a base URL',
    needs: ['base-url'],
    async run(context) {
      const other = await context.elsewhere()
      expectMatch(await context.outcome('/echo', await context.client({ baseUrl: other.api })), { status: 401 })
      expectMatch(await other.requests(), [{ url: '/echo', tokenNumber: undefined }])
      await context.expectCounts({ tokenRequests: 0 })
    },
  },
  {
    name: 'no token goes to where a URL only looks like the listed origin',
    async run(context) {
      const { host } = new URL(context.testbed.api)
      const other = await context.elsewhere()
      const { host: otherHost } = new URL(other.api)
      await context.outcome(`http://${host}@${otherHost}/open`)
      await context.outcome(`http://${otherHost}/open?${context.testbed.api}`)
      await context.outcome(`http:\\\\${otherHost}\\open\\@${host}`)
      expectEqual(
        (await other.requests()).filter(({ headers }) => headers['authorization'] === 'Bearer'),
        [],
      )
    },
  },
  {
    name: 'a URL object that is changed while its request waits takes the token to no other origin',
    needs: ['url-object'],
    async run(context) {
      const other = await context.elsewhere()
      const open = await context.holdTokens()
      const url = new URL(context.url('/echo'))
      const { outcome } = started(context, { path: '', url })
      await context.untilCounts({ tokenRequests: 1 })
      url.host = new URL(other.api).host
      await open()
      await outcome
      expectEqual(
        (await other.requests()).filter(({ headers }) => headers['authorization'] !== undefined),
        [],
      )
    },
  },
  {
    name: 'the token goes to the listed origin, whichever way it is written',
    async run(context) {
      for (const url of [context.url('/echo'), context.url('/echo').replace('http:', 'HTTP:'), `${context.testbed.api}/./echo`]) {
        expectMatch(await context.outcome(url), { status: 200 })
      }
      expectEqual(await schemes(context), times(3, 'Bearer'))
    },
  },
  {
    name: 'the token goes to any origin where it is configured so',
    setup: () => ({ coordinator: { origins: 'any' } }),
    async run(context) {
      const other = await context.elsewhere()
      expectMatch(await context.outcome(`${other.api}/open`), { status: 200, body: { authorization: 'Bearer' } })
    },
  },
  {
    name: 'a token travels in the header and with the scheme that are configured, on the replay too',
    setup: () => ({ coordinator: { header: 'X-Access-Token', scheme: 'Token' } }),
    async run(context) {
      expectMatch(await context.outcome({ path: '/open?reject=1&challenge=token', headers: { authorization: basic } }), { status: 200 })
      const tokens = context
        .secrets()
        .slice(1)
        .map((token) => `Token ${token}`)
      expectEqual(
        (await context.requests()).map(({ headers }) => headers['x-access-token']),
        tokens,
      )
      expectEqual(await schemes(context), times(2, 'Basic'))
    },
  },
  {
    name: "the caller's own header of the configured name is left alone",
    setup: () => ({ coordinator: { header: 'X-Access-Token', scheme: '' } }),
    async run(context) {
      await context.send({ path: '/open', headers: { 'x-access-token': 'mine' } })
      expectEqual(
        (await context.requests()).map(({ headers }) => headers['x-access-token']),
        ['mine'],
      )
      await context.expectCounts({ tokenRequests: 0 })
    },
  },
  {
    name: 'a token with an odd scheme in `Authorization` is refreshed and replayed',
    setup: () => ({ coordinator: { scheme: 'Token' } }),
    async run(context) {
      expectMatch(await context.outcome('/open?reject=1&challenge=none'), { status: 200, body: { authorization: 'Token' } })
      expectEqual(await schemes(context), times(2, 'Token'))
      await context.expectCounts({ tokenRequests: 2 })
    },
  },
  {
    name: 'a request to a listed origin beside an unlisted one is replayed as ever',
    async run(context) {
      const other = await context.elsewhere()
      await context.outcome(`${other.api}/echo`)
      await rejectedOnce(context, { path: '/echo' })
    },
  },
])

async function schemes(context: TestContext): Promise<(string | undefined)[]> {
  return (await context.requests()).map(({ headers }) => headers['authorization'])
}
