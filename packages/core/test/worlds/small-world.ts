// A small world: one coordinator, up to three requests, and each order in which events can happen.

import { flush } from '../fake-clock.ts'
import type { Outcome } from './endpoint.ts'
import { type Attempt, createWatchedCoordinator } from './watched-coordinator.ts'

/** Where a world begins, and how much of what no request needs may happen in it. */
export interface Beginning {
  /** Has the source credentials of its own? */
  readonly canObtain: boolean
  /** Age of a first token that lives for 300 s and has a refresh token, s; undefined: there is no token yet. */
  readonly age: number | undefined
  /** Most of these together: aborts, and at most once each `clear()`, `setTokens()`, and a minute that passes. */
  readonly disturbances: number
}

/** Something that can happen next. */
interface Possibility {
  readonly name: string
  readonly happen: () => void | Promise<void>
}

interface Caller {
  readonly controller: AbortController
  attempt: Attempt
  /** The generation that was rejected, of a request that is being replayed. */
  rejected?: number
}

const mostRequests = 3
const mostAnswers = 2
/** Two requests rejected, and one of them again when it was replayed; or all three once. */
const mostRefusals = 3

/**
 * Lets events happen in a new world, each to its end, and then all that is still to come; throws the first breach of
 * an invariant. Whatever happened, the world must be of use in the end.
 *
 * @returns what could have happened after the last event
 */
export async function runWorld(beginning: Beginning, events: readonly string[]): Promise<string[]> {
  const unanswered: { readonly number: number; readonly grant: 'refresh' | 'obtain'; readonly settle: (outcome: Outcome) => void }[] = []
  let received = 0
  const watched = createWatchedCoordinator({
    canObtain: beginning.canObtain,
    // One attempt for each token request: what lies between retries is time, and the random schedules have that.
    options: { retries: 0 },
    decide: (grant) => new Promise((settle) => unanswered.push({ number: ++received, grant, settle })),
  })
  const { clock } = watched
  const callers: Caller[] = []
  const happened = new Set<string>()
  let answers = 0
  let refusals = 0
  let disturbances = 0

  if (beginning.age !== undefined) {
    watched.setTokens(true)
    await clock.advance(beginning.age * 1000)
  }
  try {
    for (const name of events) {
      await possible()
        .find((one) => one.name === name)!
        .happen()
      happened.add(name)
      await flush()
      watched.check()
    }
    const next = possible().map(({ name }) => name)
    await end()
    return next
  } catch (error) {
    throw new Error(`${(error as Error).message}, after: ${events.join('; ')}`, { cause: error })
  }

  function possible(): Possibility[] {
    return [...requests(), ...tokenAnswers(), ...fromOutside()]
  }

  function requests(): Possibility[] {
    const found: Possibility[] = []
    if (callers.length < mostRequests) found.push({ name: 'request', happen: request })
    const seen = new Set<string>()
    for (const [index, caller] of callers.entries()) {
      const { attempt, rejected } = caller
      // A coordinator does not know requests by name: of several that have come as far, one stands for all.
      const likeness = `${attempt.open} ${attempt.authorization?.generation} ${attempt.authorization?.attempt} ${rejected}`
      if (seen.has(likeness)) continue
      seen.add(likeness)
      if (attempt.open && disturbances < beginning.disturbances) found.push({ name: `abort of ${index}`, happen: () => abort(caller) })
      if (attempt.authorization !== undefined && refusals < mostRefusals) {
        found.push({ name: `401 for ${index}`, happen: () => reject(caller) })
      }
    }
    return found
  }

  function tokenAnswers(): Possibility[] {
    if (answers === mostAnswers) return []
    return unanswered.flatMap(({ number, grant }) => {
      const outcomes: Outcome[] = ['token with refresh token', 'down', grant === 'refresh' ? 'dead grant' : 'rejected', 'hangs']
      return outcomes.map((outcome) => ({ name: `token request ${number}: ${outcome}`, happen: () => respond(number, outcome) }))
    })
  }

  function fromOutside(): Possibility[] {
    if (disturbances === beginning.disturbances) return []
    const all: [name: string, happen: () => void | Promise<void>][] = [
      ['clear', () => watched.clear()],
      ['set tokens', () => watched.setTokens(true)],
      ['a minute', () => clock.advance(60_000)],
    ]
    return all
      .filter(([name]) => !happened.has(name))
      .map(([name, happen]) => ({
        name,
        happen() {
          disturbances++
          return happen()
        },
      }))
  }

  function request(): void {
    const controller = new AbortController()
    callers.push({ controller, attempt: watched.request(controller.signal) })
  }

  async function reject(caller: Caller): Promise<void> {
    refusals++
    const authorization = caller.attempt.authorization!
    caller.rejected = authorization.generation
    caller.attempt = await watched.reject(authorization, caller.controller.signal)
  }

  function abort({ controller }: Caller): void {
    disturbances++
    controller.abort(new Error('the caller left'))
  }

  async function respond(number: number, outcome: Outcome): Promise<void> {
    answers++
    const index = unanswered.findIndex((one) => one.number === number)
    const [asked] = unanswered.splice(index, 1)
    if (outcome === 'hangs') await clock.advance(10_000)
    else asked?.settle(outcome)
  }

  async function end(): Promise<void> {
    const settleOne = (): Promise<void> | undefined => {
      const asked = unanswered.shift()
      asked?.settle('token with refresh token')
      return asked && Promise.resolve()
    }
    await watched.settleAll(settleOne)
    watched.check()

    await clock.advance(300_000)
    if (!beginning.canObtain) watched.setTokens(true)
    const last = watched.request()
    await watched.settleAll(settleOne)
    if (last.authorization === undefined) throw new Error('no token is to be had any more')
    await watched.dispose()
    watched.check()
  }
}
