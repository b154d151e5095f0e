import type { Testbed } from '@everbearer/testbed'
import type { Account, Client, Way } from '../libraries/library.ts'
import type { OtherHost } from '../other-host.ts'
import type { TravelClock } from '../travel-clock.ts'

/** What a scenario has to work with. Account, clock and other host are fresh for each way of each library. */
export interface Stage {
  readonly testbed: Testbed
  readonly account: Account
  readonly way: Way
  readonly clock: TravelClock
  readonly otherHost: OtherHost
  /** The tokens that the server has given to the account, in order. */
  readonly tokens: () => readonly string[]
  /** Opens the way, and closes the client after the scenario. */
  readonly open: () => Promise<Client>
  /** Opens the way with the store of the account. Resolves to undefined if the library takes no store. */
  readonly openWithStore: () => Promise<Client | undefined>
}

/** One row of the table: what happens, told in a few words. */
export interface Scenario {
  /** Names the row. */
  readonly feature: string
  /** What is done and counted, one sentence for the page. */
  readonly method: string
  /** Resolves to the words of the cell; undefined: the library offers nothing to run, and the cell cites a source. */
  readonly run: (stage: Stage) => Promise<string | undefined>
}

/** What became of a request: its status, or what the library rejected with. */
export type Outcome = { readonly kind: 'status'; readonly status: number } | { readonly kind: 'error'; readonly error: unknown }

/** Never rejects. An error that carries a response counts as its status. */
export async function outcomeOf(sent: Promise<number>): Promise<Outcome> {
  try {
    return { kind: 'status', status: await sent }
  } catch (error) {
    const status = (error as { response?: { status?: unknown } } | null)?.response?.status
    return typeof status === 'number' ? { kind: 'status', status } : { kind: 'error', error }
  }
}

/** Is the response the one that a good token gets? */
export function isSuccess(outcome: Outcome): boolean {
  return outcome.kind === 'status' && outcome.status === 200
}

export function ordersOf({ api }: Account, query = ''): string {
  return `${api}/orders${query}`
}

/** Token requests of the account, since it was made. */
export function tokenCallsOf({ testbed, account }: Stage): number {
  return testbed.tokenRequests.filter(({ clientId }) => clientId === account.clientId).length
}

/** Most round trips that `until` waits: seconds. */
const mostTrips = 10_000

/**
 * Resolves when `condition` holds, which is looked at after each round trip to the API.
 *
 * @throws {Error} the condition does not come to hold
 */
export async function until({ account, way }: Stage, condition: () => boolean): Promise<void> {
  for (let trip = 0; !condition(); trip++) {
    if (trip === mostTrips) throw new Error(`${way.name}: what the scenario waits for does not happen`)
    await roundTrip(account)
  }
}

/** Leaves time for whatever does not wait: this many round trips to the API, one after another. */
export async function afterRoundTrips({ account }: Stage, count = 30): Promise<void> {
  for (let trip = 0; trip < count; trip++) await roundTrip(account)
}

async function roundTrip({ api }: Account): Promise<void> {
  await (await fetch(`${api}/open`)).arrayBuffer()
}

/** E.g. `1 token call`. */
export function plural(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`
}
