import { setTimeout as pause } from 'node:timers/promises'
import { startTestbed, type Testbed } from '@everbearer/testbed'
import { adapters } from '../../../../demo/adapters.ts'
import { startEmbeddedTarget } from '../../../../demo/embedded-target.ts'
import { createLane, type Lane } from '../../../../demo/lane.ts'
import { playScenario } from '../../../../demo/mishaps.ts'
import { createRevocations } from '../../../../demo/revocations.ts'
import { planScenario } from '../../../../demo/scenario.ts'
import type { TokenCounts } from '../../../../demo/target.ts'
import { startWorkload } from '../../../../demo/workload.ts'

/** One adapter of the demo, and what the testbed counted for it. */
export interface RunLane {
  readonly lane: Lane
  /** What the token endpoint counted. */
  readonly tokenCounts: () => TokenCounts
  /** Requests through Everbearer that the API answered with 401. */
  readonly rejections: () => number
}

/**
 * Runs the demo's workload and all its mishaps, shorter than `npm start` does, in this process.
 *
 * @param onLane - called for each adapter before its first request
 * @param duration - ms
 * @param lifetime - of access tokens, ms
 */
export async function runDemo(
  onLane: (lane: Lane) => void,
  duration: number,
  lifetime: number,
): Promise<AsyncDisposable & { lanes: RunLane[] }> {
  const testbed = await startTestbed()
  const clientIds: string[] = []
  const registerClient: Testbed['registerClient'] = (options) => {
    const client = testbed.registerClient(options)
    clientIds.push(client.clientId)
    return client
  }
  const target = await startEmbeddedTarget(lifetime, Object.assign(Object.create(testbed) as Testbed, { registerClient }))
  const { pathname } = new URL(target.url)
  const never = new AbortController().signal
  const accounts = Object.keys(adapters).map((name) => {
    const account = target.enrol()
    const lane = createLane(name, adapters[name]!, account.options)
    onLane(lane)
    return { account, lane }
  })
  const workload = startWorkload(
    accounts.map(({ lane }) => lane),
    target,
    2,
  )
  const revocations = accounts.map(({ account, lane }) =>
    createRevocations({ auth: lane.auth, ...account.revocable! }, () => workload.settle(lane)),
  )
  const mischief = playScenario(planScenario(duration, lifetime), target.mishaps!, revocations, () => {}, never)
  await pause(duration)
  await workload.stop(10_000)
  await mischief
  return {
    lanes: accounts.map(({ account, lane }, index) => ({
      lane,
      tokenCounts: account.tokenCounts!,
      rejections: () =>
        testbed.requests.filter(({ url, status, clientId }) => url === pathname && status === 401 && clientId === clientIds[index]).length,
    })),
    [Symbol.asyncDispose]: () => target[Symbol.asyncDispose](),
  }
}
