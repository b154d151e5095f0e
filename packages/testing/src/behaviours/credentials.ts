import { like, same } from '../assert.ts'
import { behavioursOf, type Behaviour } from '../behaviour.ts'
import type { Scene } from '../scene.ts'
import { refusedOnce, started, times } from './steps.ts'

type Row = Omit<Behaviour, 'theme'>

const basic = 'Basic eDp5'

export const credentials: readonly Behaviour[] = behavioursOf('credentials', [
  {
    name: 'a request that says `bearer: false` goes out without a token, and its 401 is its own',
    async run(scene) {
      like(await scene.outcome({ path: '/open', bearer: false }), { status: 200, body: { authorization: null } })
      like(await scene.outcome({ path: '/echo', bearer: false }), { status: 401 })
      await scene.counted({ tokenRequests: 0, apiRequests: 2 })
    },
  },
  {
    name: 'the server is not told of `bearer`',
    async run(scene) {
      await scene.send({ path: '/open', bearer: false })
      same(
        (await scene.requests()).map(({ url }) => url),
        ['/open'],
      )
      same(
        Object.keys((await scene.requests())[0]?.headers ?? {}).filter((name) => name.includes('bearer')),
        [],
      )
    },
  },
  ...['Authorization', 'authorization', 'aUTHORIZATION'].map((name): Row => ({
    name: `a request with the caller's own ${name} header keeps it, and its 401 is its own`,
    async run(scene) {
      like(await scene.outcome({ path: '/echo', headers: { [name]: basic } }), { status: 401 })
      same(await schemes(scene), ['Basic'])
      await scene.counted({ tokenRequests: 0 })
    },
  })),
  {
    name: "the caller's own credentials among the client's default headers are left alone",
    needs: ['default-headers'],
    async run(scene) {
      like(await scene.outcome('/echo', await scene.client({ headers: { authorization: basic } })), { status: 401 })
      same(await schemes(scene), ['Basic'])
      await scene.counted({ tokenRequests: 0 })
    },
  },
  {
    name: 'no token goes to an origin that is not listed, by an absolute URL',
    async run(scene) {
      const other = await scene.elsewhere()
      like(await scene.outcome(`${other.api}/open`), { status: 200, body: { authorization: null } })
      like(await scene.outcome(`${other.api}/echo`), { status: 401 })
      same(
        (await other.requests()).map(({ headers }) => headers['authorization']),
        times(2, undefined),
      )
      await scene.counted({ tokenRequests: 0, apiRequests: 0 })
    },
  },
  {
    name: 'no token goes to an origin that is not listed, by a base URL',
    needs: ['base-url'],
    async run(scene) {
      const other = await scene.elsewhere()
      like(await scene.outcome('/echo', await scene.client({ baseUrl: other.api })), { status: 401 })
      like(await other.requests(), [{ url: '/echo', tokenNumber: undefined }])
      await scene.counted({ tokenRequests: 0 })
    },
  },
  {
    name: 'no token goes to where a URL only looks like the listed origin',
    async run(scene) {
      const { host } = new URL(scene.testbed.api)
      const other = await scene.elsewhere()
      const { host: otherHost } = new URL(other.api)
      await scene.outcome(`http://${host}@${otherHost}/open`)
      await scene.outcome(`http://${otherHost}/open?${scene.testbed.api}`)
      await scene.outcome(`http:\\\\${otherHost}\\open\\@${host}`)
      same(
        (await other.requests()).filter(({ headers }) => headers['authorization'] === 'Bearer'),
        [],
      )
    },
  },
  {
    name: 'a URL object that is changed while its request waits takes the token to no other origin',
    needs: ['url-object'],
    async run(scene) {
      const other = await scene.elsewhere()
      const open = await scene.holdTokens()
      const url = new URL(scene.url('/echo'))
      const { outcome } = started(scene, { path: '', url })
      await scene.reached({ tokenRequests: 1 })
      url.host = new URL(other.api).host
      await open()
      await outcome
      same(
        (await other.requests()).filter(({ headers }) => headers['authorization'] !== undefined),
        [],
      )
    },
  },
  {
    name: 'the token goes to the listed origin, whichever way it is written',
    async run(scene) {
      for (const url of [scene.url('/echo'), scene.url('/echo').replace('http:', 'HTTP:'), `${scene.testbed.api}/./echo`]) {
        like(await scene.outcome(url), { status: 200 })
      }
      same(await schemes(scene), times(3, 'Bearer'))
    },
  },
  {
    name: 'the token goes to any origin where it is configured so',
    given: () => ({ coordinator: { origins: 'any' } }),
    async run(scene) {
      const other = await scene.elsewhere()
      like(await scene.outcome(`${other.api}/open`), { status: 200, body: { authorization: 'Bearer' } })
    },
  },
  {
    name: 'a token travels in the header and with the scheme that are configured, on the replay too',
    given: () => ({ coordinator: { header: 'X-Access-Token', scheme: 'Token' } }),
    async run(scene) {
      like(await scene.outcome({ path: '/open?reject=1&challenge=token', headers: { authorization: basic } }), { status: 200 })
      const tokens = scene
        .secrets()
        .slice(1)
        .map((token) => `Token ${token}`)
      same(
        (await scene.requests()).map(({ headers }) => headers['x-access-token']),
        tokens,
      )
      same(await schemes(scene), times(2, 'Basic'))
    },
  },
  {
    name: "the caller's own header of the configured name is left alone",
    given: () => ({ coordinator: { header: 'X-Access-Token', scheme: '' } }),
    async run(scene) {
      await scene.send({ path: '/open', headers: { 'x-access-token': 'mine' } })
      same(
        (await scene.requests()).map(({ headers }) => headers['x-access-token']),
        ['mine'],
      )
      await scene.counted({ tokenRequests: 0 })
    },
  },
  {
    name: 'a token with an odd scheme in `Authorization` is refreshed and replayed',
    given: () => ({ coordinator: { scheme: 'Token' } }),
    async run(scene) {
      like(await scene.outcome('/open?reject=1&challenge=none'), { status: 200, body: { authorization: 'Token' } })
      same(await schemes(scene), times(2, 'Token'))
      await scene.counted({ tokenRequests: 2 })
    },
  },
  {
    name: 'a request to a listed origin beside an unlisted one is replayed as ever',
    async run(scene) {
      const other = await scene.elsewhere()
      await scene.outcome(`${other.api}/echo`)
      await refusedOnce(scene, { path: '/echo' })
    },
  },
])

async function schemes(scene: Scene): Promise<(string | undefined)[]> {
  return (await scene.requests()).map(({ headers }) => headers['authorization'])
}
