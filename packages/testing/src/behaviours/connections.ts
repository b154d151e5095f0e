import { check, like, same } from '../assert.ts'
import { behavioursOf, type Behaviour } from '../behaviour.ts'
import { lengthOf } from '../bytes.ts'
import type { Call, Client } from '../client.ts'
import type { Scene } from '../scene.ts'
import { times } from './steps.ts'

/** API and token endpoint share an origin, and there is one connection to it. */
const given: Behaviour['given'] = () => ({ testbed: { sharedOrigin: true } })

interface Row {
  readonly name: string
  readonly alone?: boolean
  readonly narrow: (scene: Scene, client: Client) => Promise<void>
}

const rows: readonly Row[] = [
  {
    name: 'the unread body of a 401 does not keep the token request from the only connection',
    async narrow(scene, client) {
      same((await lengthOfAnswer(scene, client, '/echo?reject=1&refusal=400000')) > 0, true)
      await scene.counted({ tokenRequests: 2, apiRequests: 2 })
    },
  },
  {
    name: 'ten requests, refused at once over one connection, are all answered after one refresh',
    async narrow(scene, client) {
      await lengthOfAnswer(scene, client, '/warm')
      await scene.testbed.revokeAccessTokens()
      const lengths = await Promise.all(times(10, '').map((_, index) => lengthOfAnswer(scene, client, `/echo/${index}?refusal=400000`)))
      check(
        lengths.every((length) => length > 0 && length < 400_000),
        'not all were answered',
      )
      await scene.counted({ tokenRequests: 2, apiOk: 11 })
    },
  },
  {
    name: 'over one connection, the body of the 401 is left to the caller where the refresh fails',
    async narrow(scene, client) {
      await lengthOfAnswer(scene, client, '/warm')
      await scene.testbed.revokeAccessTokens()
      await scene.testbed.failTokenEndpoint({ kind: 'status', status: 503 })
      const { status, body } = await scene.outcome(streamed('/echo?refusal=400000'), client)
      same([status, await lengthOf(body)], [401, 400_000])
      await scene.counted({ tokenRequests: 2 })
    },
  },
  {
    name: 'over one connection, a 401 too large to be read in passing is left whole to the caller',
    async narrow(scene, client) {
      const { status, body } = await scene.outcome(streamed('/echo?reject=1&refusal=3000000'), client)
      same([status, await lengthOf(body)], [401, 3_000_000])
      await scene.told('refresh', 2)
    },
  },
  {
    name: 'over one connection, a thousand small requests find their way',
    alone: true,
    async narrow(scene, client) {
      const outcomes = await Promise.all(times(1000, '/echo').map(async (path) => scene.outcome({ path, responseType: 'text' }, client)))
      like(outcomes, times(1000, { status: 200 }))
      await scene.counted({ tokenRequests: 1, apiOk: 1000 })
    },
  },
]

export const connections: readonly Behaviour[] = behavioursOf(
  'connections',
  rows.map((row) => ({
    name: row.name,
    alone: row.alone === true,
    needs: ['pool', 'streamed-answer'],
    given,
    run: (scene) => throughOneConnection(scene, (client) => row.narrow(scene, client)),
  })),
)

async function throughOneConnection(scene: Scene, run: (client: Client) => Promise<void>): Promise<void> {
  const pool = scene.platform?.createPool?.(scene.subject.pool ?? 'dispatcher')
  check(pool !== undefined, 'this platform has no pools')
  try {
    const auth = scene.coordinator({}, pool.fetch)
    scene.listen(auth)
    await run(await scene.client({ pool }, auth))
  } finally {
    await pool.close()
  }
}

function streamed(path: string): Call {
  return { path, responseType: 'stream' }
}

/** Of one that is read to its end, so that the connection is free again. */
async function lengthOfAnswer(scene: Scene, client: Client, path: string): Promise<number> {
  const { status, body } = await scene.outcome(streamed(path), client)
  same(status, 200, 'status')
  return lengthOf(body)
}
