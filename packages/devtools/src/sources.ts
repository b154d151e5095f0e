import type { AccountEvent, Coordinator, CoordinatorOrPool, CoordinatorPool, NamedEvent } from '@everbearer/core'
import type { EventContext } from './recording/recording.ts'

/** What the devtools watch: one coordinator, one pool (which has a coordinator for each account), or several of these by name. */
export type Watched = CoordinatorOrPool | Readonly<Record<string, CoordinatorOrPool>>

/** Returns the coordinators and pools to watch, with their names. @throws {TypeError} `watched` is empty, or has another value */
function namedSources(watched: Watched): (readonly [name: string | undefined, auth: CoordinatorOrPool])[] {
  if (isSource(watched)) return [[undefined, watched]]
  const entries = typeof watched === 'object' && watched !== null ? Object.entries(watched) : []
  const wrong = entries.find(([, auth]) => !isSource(auth))
  if (entries.length === 0 || wrong !== undefined)
    throw new TypeError(
      `showDevtools: expected a coordinator, a pool, or an object of them by name${wrong === undefined ? '' : `; \`${wrong[0]}\` is neither`}`,
    )
  return entries
}

/**
 * Subscribes to every event. Each account of a pool gets a number, in the order of their first events. The listener gets this number
 * instead of the account's key in the pool, as the key may name a user.
 *
 * @returns a function that unsubscribes
 */
export function subscribe(watched: Watched, listener: (named: NamedEvent, context: EventContext) => void): () => void {
  const numbers = new Map<string, number>()
  const numberOf = (key: string): number => {
    const number = numbers.get(key) ?? numbers.size + 1
    numbers.set(key, number)
    return number
  }
  const offs = namedSources(watched).map(([name, auth], index) => {
    if (!isPool(auth))
      return auth.on('*', (named) => {
        const at = performance.now()
        listener(named, { at, source: numberOf(`${index}`), ...clientOf(name), ...expiryOf(auth, at) })
      })
    const accounts = new Map<string, number>()
    return auth.on('*', ({ account, ...named }: AccountEvent) => {
      const number = accounts.get(account) ?? accounts.size + 1
      accounts.set(account, number)
      const client = [name, `account ${number}`].filter(Boolean).join(' ')
      listener(named, { at: performance.now(), source: numberOf(`${index}/${number}`), client })
    })
  })
  return () => {
    for (const off of offs) off()
  }
}

/**
 * Returns the time when the coordinator's token expires, on the clock of the recording. Pools have no such time, as a pool does not show
 * which account has which token.
 */
function expiryOf(auth: Coordinator, at: number): Pick<EventContext, 'goodUntil'> {
  const { expiresAt } = auth.peek()
  return expiresAt === undefined ? {} : { goodUntil: at + expiresAt - Date.now() }
}

function clientOf(name: string | undefined): Pick<EventContext, 'client'> {
  return name === undefined ? {} : { client: name }
}

function isSource(value: unknown): value is CoordinatorOrPool {
  return typeof value === 'object' && value !== null && 'on' in value && typeof value.on === 'function'
}

function isPool(auth: CoordinatorOrPool): auth is CoordinatorPool<never> {
  return 'for' in auth
}
