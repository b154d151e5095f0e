import type { Coordinator } from '../session/coordinator-interface.ts'
import type { CoordinatorPool, PoolListener } from '../session/coordinator-pool-interface.ts'
import type { EventName, NamedEvent } from '../session/events.ts'
import { expectListener } from '../session/expect-listener.ts'

/**
 * The event listeners of a pool, which get the events of all its coordinators. While nobody has subscribed to the pool, this object adds
 * no listener to a coordinator, so requests emit no events for the pool.
 */
export interface AccountEvents {
  readonly on: CoordinatorPool<never>['on']
  /** Subscribes all listeners to a coordinator that joins the pool. */
  join(account: string, coordinator: Coordinator): void
  /** Notes that a coordinator has left the pool. The listeners that are subscribed at this moment still get the coordinator's events. */
  leave(coordinator: Coordinator): void
}

interface Subscription {
  readonly name: EventName | '*'
  readonly listener: (event: never) => unknown
  /** For each coordinator in the pool, the function that unsubscribes the listener. */
  readonly offs: Map<Coordinator, () => void>
}

export function createAccountEvents(): AccountEvents {
  const subscriptions = new Set<Subscription>()
  const accounts = new Map<Coordinator, string>()

  return {
    on<Name extends EventName | '*'>(name: Name, listener: PoolListener<Name>) {
      expectListener(name, listener)
      const subscription: Subscription = { name, listener, offs: new Map() }
      subscriptions.add(subscription)
      for (const [coordinator, account] of accounts) subscribe(subscription, account, coordinator)
      return () => {
        subscriptions.delete(subscription)
        for (const off of subscription.offs.values()) off()
        subscription.offs.clear()
      }
    },
    join(account, coordinator) {
      accounts.set(coordinator, account)
      for (const subscription of subscriptions) subscribe(subscription, account, coordinator)
    },
    // The functions that unsubscribe are dropped, because they would keep the coordinator in memory.
    leave(coordinator) {
      accounts.delete(coordinator)
      for (const { offs } of subscriptions) offs.delete(coordinator)
    },
  }

  function subscribe(subscription: Subscription, account: string, coordinator: Coordinator): void {
    const { name, listener, offs } = subscription
    const forward = (event: unknown): unknown => {
      // A coordinator that has left the pool still has this listener.
      if (!subscriptions.has(subscription)) return undefined
      const named = name === '*' ? (event as NamedEvent) : { name, event }
      return listener({ account, ...named } as never)
    }
    offs.set(coordinator, coordinator.on(name, forward))
  }
}
