import type { TokenStore } from '@everbearer/core'
import { check, expectEqual } from '../assert.ts'
import { within } from '../within.ts'
import type { StoreCheck } from './store-check.ts'
import { pauseFor, type StoreContext } from './store-context.ts'

/** Checks of the lease (the right of one process to refresh): which store has the lease, and how the next store gets it. */
export const leases: readonly StoreCheck[] = [
  {
    name: 'one store has the lease at a time, and each gets it',
    needs: ['lease'],
    async run(context) {
      let holders = 0
      let grants = 0
      const useLease = async (store: TokenStore): Promise<void> => {
        const lease = await context.lease(store).granted()
        holders++
        grants++
        expectEqual(holders, 1, 'the number of holders')
        await store.load()
        await pauseFor(2)
        expectEqual(holders, 1, 'the number of holders')
        holders--
        await lease.release()
      }
      for (let round = 0; round < 3; round++) await Promise.all((await context.openMany(4)).map(useLease))
      expectEqual(grants, 12, 'the number of leases')
    },
  },
  {
    name: 'a wait for the lease ends when its signal aborts',
    needs: ['lease'],
    async run(context) {
      const [holder, waiter] = [await context.open(), await context.open()]
      const held = await context.lease(holder).granted()
      for (const aborted of [context.lease(waiter, AbortSignal.abort()), context.lease(waiter)]) {
        await pauseFor(10)
        aborted.abort()
        expectEqual(await aborted.ended(), undefined, 'the lease')
      }
      check(!held.lost.aborted, 'the abort of a wait ended the lease of another')
      await held.release()
    },
  },
  {
    name: 'a lease that is given while the wait for it aborts is given back',
    needs: ['lease'],
    async run(context) {
      const stores = await context.openMany(3)
      for (let round = 0; round < 12; round++) {
        const held = await leaseSoon(context, stores[0]!)
        const aborted = context.lease(stores[1]!)
        await pauseFor(round % 3)
        const released = held.release()
        if (round % 4 > 0) await pauseFor((round % 4) - 1)
        aborted.abort()
        await released
        await (await aborted.ended())?.release()
        await (await leaseSoon(context, stores[2]!)).release()
      }
    },
  },
  {
    name: 'a lease that is held is kept alive',
    needs: ['lease'],
    async run(context) {
      const [holder, waiter] = [await context.open(), await context.open()]
      const held = await context.lease(holder).granted()
      const next = context.lease(waiter)
      await pauseFor(context.leaseTime * 1.6)
      expectEqual(next.current(), undefined, 'the lease of the next store')
      check(!held.lost.aborted, 'the lease was lost')
      await held.release()
      await (await next.granted()).release()
    },
  },
  {
    name: 'a second release leaves the next holder its lease',
    needs: ['lease'],
    async run(context) {
      const held = await context.lease(await context.open()).granted()
      await held.release()
      await expectUnharmed(context, () => held.release())
    },
  },
  {
    name: '`lost` aborts when the lease is lost',
    needs: ['lease', 'breakLease'],
    async run(context) {
      const held = await context.lease(await context.open()).granted()
      const lost = Promise.withResolvers<void>()
      held.lost.addEventListener('abort', () => lost.resolve())
      await context.place.breakLease?.()
      await lost.promise
    },
  },
  {
    name: 'a release after the loss leaves the next holder its lease',
    needs: ['lease', 'breakLease'],
    async run(context) {
      const held = await context.lease(await context.open()).granted()
      await context.place.breakLease?.()
      await expectUnharmed(context, () => held.release())
    },
  },
]

/** Gets a free lease. Fails if that takes nearly as long as the expiry of a lease that was not released. */
function leaseSoon(context: StoreContext, store: TokenStore): ReturnType<ReturnType<StoreContext['lease']>['granted']> {
  return within(context.leaseTime * 0.8, context.lease(store).granted(), 'no lease was given')
}

/** Checks that `release`, the late release of an earlier holder, does not end the lease of the next holder. */
async function expectUnharmed(context: StoreContext, release: () => unknown): Promise<void> {
  const [holder, waiter] = [await context.open(), await context.open()]
  const held = await context.lease(holder).granted()
  const next = context.lease(waiter)
  await release()
  await context.pause()
  expectEqual(next.current(), undefined, 'the lease of a third store')
  check(!held.lost.aborted, 'the lease of the next holder was lost')
  await held.release()
  await (await next.granted()).release()
}
