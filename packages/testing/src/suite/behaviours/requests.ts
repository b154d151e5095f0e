import { expectEqual, expectMatch } from '../assert.ts'
import { behavioursOf, type Behaviour } from '../behaviour.ts'
import { rejectedOnce, sentNatively, times } from './steps.ts'

type Row = Omit<Behaviour, 'theme'>

export const requests: readonly Behaviour[] = behavioursOf('requests', [
  ...['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].map((method): Row => ({
    name: `${method} is replayed as ${method}`,
    async run(context) {
      const [refused, replayed] = await rejectedOnce(context, { method, path: '/echo' })
      expectEqual([refused.method, replayed.method], [method, method])
    },
  })),
  {
    name: 'a DELETE with a body keeps it',
    async run(context) {
      const [refused, replayed] = await rejectedOnce(context, { method: 'DELETE', path: '/echo', body: 'because' })
      expectEqual([refused.bodyLength, replayed.bodyLength], [7, 7])
    },
  },
  {
    name: "the caller's headers arrive on both attempts",
    async run(context) {
      const attempts = await rejectedOnce(context, { path: '/echo', headers: { 'X-Own': 'kept', accept: 'text/x-own' } })
      for (const { headers } of attempts) expectMatch(headers, { 'x-own': 'kept', accept: 'text/x-own', authorization: 'Bearer' })
    },
  },
  {
    name: "the client's default headers arrive on both attempts, and the call's own come before them",
    needs: ['default-headers'],
    async run(context) {
      const client = await context.client({ headers: { 'x-default': 'default', 'x-both': 'default' } })
      const attempts = await rejectedOnce(context, { path: '/echo', headers: { 'x-both': 'call' } }, client)
      for (const { headers } of attempts) expectMatch(headers, { 'x-default': 'default', 'x-both': 'call' })
    },
  },
  {
    name: 'nothing is put on a request but the token',
    async run(context) {
      const call = { method: 'POST', path: '/echo', headers: { 'x-own': 'kept' }, json: { a: 1 } }
      const attempts = await rejectedOnce(context, call)
      const native = await sentNatively(context, call)
      for (const { headers } of attempts) expectEqual(withoutTransport(headers), withoutTransport(native.headers), 'headers')
    },
  },
  {
    name: 'a URL object is read when the call begins: changed for the next of three calls, it is requested as it was for each',
    needs: ['url-object'],
    async run(context) {
      const open = await context.holdTokens()
      const url = new URL(context.url('/echo'))
      const calls = [1, 2, 3].map((id) => {
        url.searchParams.set('id', String(id))
        return context.outcome({ path: '', url })
      })
      await context.untilCounts({ tokenRequests: 1 })
      await open()
      expectMatch(await Promise.all(calls), times(3, { status: 200 }))
      expectEqual((await context.requests()).map((request) => request.url).toSorted(), ['/echo?id=1', '/echo?id=2', '/echo?id=3'])
    },
  },
  {
    name: 'the query is put in once',
    needs: ['query'],
    async run(context) {
      const attempts = await rejectedOnce(context, { path: '/echo', query: { a: 'ä b', n: 1 } })
      const [first, second] = attempts.map(({ url }) => url)
      expectEqual(second, first, 'URL of the replay')
      expectEqual(
        [...new URL(`http://api${first}`).searchParams].filter(([name]) => name !== 'reject'),
        [
          ['a', 'ä b'],
          ['n', '1'],
        ],
      )
    },
  },
  {
    name: "the client's default query is put in once, beside the call's own",
    needs: ['query'],
    async run(context) {
      const client = await context.client({ query: { base: 'x' } })
      const attempts = await rejectedOnce(context, { path: '/echo', query: { own: 'y' } }, client)
      const [first, second] = attempts.map(({ url }) => new URL(`http://api${url}`).searchParams)
      for (const query of [first, second]) expectEqual([query?.getAll('base'), query?.getAll('own')], [['x'], ['y']])
      expectEqual(String(second), String(first))
    },
  },
  {
    name: 'a query in the path stays as it was written',
    async run(context) {
      const attempts = await rejectedOnce(context, { path: '/echo?q=a%20b&q=%C3%A4' })
      for (const { url } of attempts) expectEqual(url, '/echo?q=a%20b&q=%C3%A4&reject=1')
    },
  },
  {
    name: 'the base URL is put in once, with its own path',
    needs: ['base-url'],
    async run(context) {
      const client = await context.client({ baseUrl: context.url('/deep/v1') })
      const attempts = await rejectedOnce(context, { path: '/echo' }, client)
      for (const { url } of attempts) expectEqual(url, '/deep/v1/echo?reject=1')
    },
  },
  {
    name: 'an absolute URL is taken as it is',
    async run(context) {
      const attempts = await rejectedOnce(context, { path: context.url('/elsewhere/echo') })
      for (const { url } of attempts) expectEqual(url, '/elsewhere/echo?reject=1')
    },
  },
  {
    name: 'what the caller passed in is left as it was',
    async run(context) {
      const call = Object.freeze({ method: 'POST', path: '/echo', headers: Object.freeze({ 'x-own': '1' }), json: Object.freeze({ a: 1 }) })
      await rejectedOnce(context, call)
      expectEqual(Object.keys(call.headers), ['x-own'])
    },
  },
])

/** Returns the headers without the token and without the headers of the connection. */
function withoutTransport(headers: Readonly<Record<string, string>>): unknown {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !['authorization', 'host', 'connection'].includes(name)))
}
