// Times one client's contenders side by side.
import { contendersOf } from '../contenders/index.ts'
import type { Contender, Method, Role } from '../contenders/contender.ts'
import { interleave, type Rounds } from '../measure/interleave.ts'
import { jobOptions, say } from '../measure/job.ts'
import { createRandom } from '../measure/random.ts'
import { installTransport, type Transport } from '../transport/install.ts'

export interface OverheadJob {
  readonly client: string
  readonly method: Method
  readonly transport: Transport
  readonly url: string
  readonly rounds: number
  readonly roundTime: number
  readonly warmCalls?: number
  readonly seed: number
  /** The roles to measure. @default all */
  readonly roles?: readonly Role[]
}

/** The rounds of each contender. A contender that is left out has none. */
export type OverheadRounds = readonly (Pick<Contender, 'name' | 'role' | 'cannot'> & { readonly measured: Rounds | undefined })[]

const { client, method, transport, url, seed, roles, ...options } = jobOptions() as OverheadJob
const setting = {
  url,
  obtain: async () => ({ access_token: 'access-token', expires_in: 36_000 }),
  ...installTransport(transport, (authorization) => (authorization === 'Bearer access-token' ? 200 : 401)),
}
const scenario = transport === 'loopback' ? 'loopback' : 'overhead'
const contenders = (await contendersOf(client)).filter(({ role }) => roles === undefined || roles.includes(role))
const entrants = contenders.filter(({ cannot }) => cannot?.[scenario] === undefined)
const calls = await Promise.all(
  entrants.map(async ({ open }) => {
    const send = await open(setting)
    // A peer's first request may get a 401. From then on, all requests must carry the token.
    await send(method)
    return () => send(method)
  }),
)
const measured = await interleave(calls, { ...options, random: createRandom(seed) })
await say(
  contenders.map(({ name, role, cannot }) => ({
    name,
    role,
    cannot,
    measured: measured[entrants.findIndex((entrant) => entrant.name === name)],
  })),
)
