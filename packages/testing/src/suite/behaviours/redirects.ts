import { check, expectEqual, expectMatch } from '../assert.ts'
import { behavioursOf, type Behaviour } from '../behaviour.ts'
import { times } from './steps.ts'

const to = (url: string, status = 302): string => `/redirect?status=${status}&to=${encodeURIComponent(url)}`

export const redirects: readonly Behaviour[] = behavioursOf('redirects', [
  {
    name: 'a redirect within the origin is followed with the token',
    async run(context) {
      expectMatch(await context.outcome(to(context.url('/echo'))), { status: 200, body: { url: '/echo' } })
      expectMatch(await context.requests(), [
        { status: 302, tokenNumber: 1 },
        { status: 200, tokenNumber: 1 },
      ])
    },
  },
  {
    name: 'if the target of a redirect refuses the token, the request is replayed from its start',
    async run(context) {
      expectMatch(await context.outcome(to('/echo?reject=1')), { status: 200 })
      expectEqual(
        (await context.requests()).map(({ status, tokenNumber }) => [status, tokenNumber]),
        [
          [302, 1],
          [401, 1],
          [302, 2],
          [200, 2],
        ],
      )
      await context.expectCounts({ tokenRequests: 2 })
    },
  },
  {
    name: 'a redirect to another origin carries no token, and a 401 from there costs no refresh',
    async run(context) {
      const other = await context.elsewhere()
      expectMatch(await context.outcome(to(`${other.api}/echo`)), { status: 401 })
      expectEqual(
        (await other.requests()).map(({ headers }) => headers['authorization']),
        [undefined],
      )
      await context.expectCounts({ tokenRequests: 1, apiRequests: 1 })
    },
  },
  {
    name: 'a POST that is redirected to another origin, in whichever way, carries no token there',
    async run(context) {
      const other = await context.elsewhere()
      const statuses = [301, 302, 303, 307, 308]
      for (const status of statuses)
        expectMatch(await context.outcome({ method: 'POST', path: to(`${other.api}/echo`, status), body: 'x' }), { status: 401 })
      expectEqual(
        (await other.requests()).map(({ headers }) => headers['authorization']),
        times(statuses.length, undefined),
      )
      await context.expectCounts({ tokenRequests: 1, apiRequests: statuses.length })
    },
  },
  {
    name: 'a redirect to another origin is no reason to refresh even where any origin may have the token',
    setup: () => ({ coordinator: { origins: 'any' } }),
    async run(context) {
      const other = await context.elsewhere()
      expectMatch(await context.outcome(to(`${other.api}/echo`)), { status: 401 })
      await context.expectCounts({ tokenRequests: 1, apiRequests: 1 })
    },
  },
  {
    name: 'a token in a header of another name follows no redirect to another origin',
    setup: () => ({ coordinator: { header: 'X-Access-Token', scheme: '' } }),
    async run(context) {
      const other = await context.elsewhere()
      // The path is not `/redirect`, as that path redirects only requests with a token in `Authorization`.
      const { status } = await context.outcome(`/open/redirect?to=${encodeURIComponent(`${other.api}/open`)}`)
      check(status !== 200, 'the redirect was followed')
      const named = (await other.requests()).filter(({ headers }) => 'x-access-token' in headers)
      expectEqual(named.length, 0, 'requests with the token')
      await context.expectCounts({ tokenRequests: 1, apiRequests: 1 })
    },
  },
  {
    name: 'a redirect that the caller follows by hand is handed over as it is',
    needs: ['unrestricted'],
    async run(context) {
      const outcome = await context.outcome({ path: to('/echo'), redirect: 'manual', throws: false })
      expectEqual(outcome.status, 302)
      await context.expectCounts({ apiRequests: 1 })
    },
  },
])
