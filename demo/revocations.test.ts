import { systemClock } from '@everbearer/core/adapter'
import { expect, it } from 'vitest'
import { adapters } from './adapters.ts'
import { startEmbeddedTarget } from './embedded-target.ts'
import { createLane } from './lane.ts'
import { createRevocations } from './revocations.ts'
import { startWorkload } from './workload.ts'

const lifetime = 60_000
/** After a refresh falls due, and before the token expires, ms. */
const due = 50_000

// The moments are in real time. On a machine that stalls, a revocation can hit a request twice.
it.each(Object.entries(adapters))(
  '%s lets no caller see an error, whenever its tokens are revoked',
  { retry: 1 },
  async (name, adapter) => {
    await using target = await startEmbeddedTarget(lifetime)
    const { options, tokenCounts, revocable } = target.enrol()
    if (tokenCounts === undefined || revocable === undefined) throw new Error('expected an account whose tokens can be revoked')
    let elapsed = 0
    const clock = { ...systemClock, wall: () => Date.now() + elapsed, monotonic: () => performance.now() + elapsed }
    const lane = createLane(name, adapter, { ...options, clock })
    const workload = startWorkload([lane], target, 8)

    /** What client and server had seen when the tokens were revoked. */
    const seen: { readonly issued: number; readonly arrived: number; readonly hasReplayed: boolean }[] = []
    let arrived = 0
    let replays = 0
    lane.auth.on('refresh', () => arrived++)
    lane.auth.on('replay', () => replays++)
    const revoke = (): void => {
      seen.push({ issued: tokenCounts().issued, arrived, hasReplayed: replays > 0 })
      replays = 0
      revocable.revoke()
    }
    const revocations = createRevocations({ auth: lane.auth, ...revocable, revoke }, () => workload.settle(lane))
    await expect.poll(() => lane.tally.summary().requests, { timeout: 30_000 }).toBeGreaterThan(0)

    const before = revocations.beforeResponse()
    elapsed += due
    await before
    expect(seen.splice(0)).toEqual([{ issued: 2, arrived: 1, hasReplayed: false }])
    expect(tokenCounts().issued).toBe(3)

    replays = 0
    const wire = revocations.onTheWire()
    elapsed += due
    await wire
    expect(seen.splice(0)).toEqual([
      { issued: 3, arrived: 3, hasReplayed: false },
      { issued: 4, arrived: 4, hasReplayed: true },
    ])

    replays = 0
    await revocations.twice()
    expect(seen).toEqual([
      { issued: 5, arrived: 5, hasReplayed: false },
      { issued: 6, arrived: 6, hasReplayed: true },
    ])
    await workload.stop(10_000)
    lane.auth.dispose()
    expect(revocations.counts()).toEqual({ betweenRefreshes: 1, again: 1, onTheWire: 1, duringReplays: 1, beforeResponse: 1 })
    expect(lane.tally.summary().errors).toEqual({})
    expect(tokenCounts()).toEqual({ issued: 7, failed: 0 })
  },
)
