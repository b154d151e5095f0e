import { setTimeout as pause } from 'node:timers/promises'
import { type BookedTokenRequest } from '@everbearer/testbed'
import { machineTime } from '@everbearer/testbed/token-books'
import type { Fleet } from './fleet.ts'
import type { SessionKind } from './log-line.ts'
import type { Mishap } from './plan.ts'
import type { StorePlace } from './places/store-place.ts'

/** A mishap that has happened. Times: ms on the monotonic clock of the machine. */
export interface Happened {
  readonly mishap: Mishap
  readonly from: number
  readonly until: number
  /** Places of the processes that it concerned. */
  readonly places: readonly number[]
}

export interface ChaosOptions {
  readonly fleet: () => Fleet
  readonly store: StorePlace
  readonly processes: number
  /** Lifetime of the access tokens, ms. */
  readonly lifetime: number
  /** How long a process is stopped, ms: longer than a lease lasts. */
  readonly pauseTime: number
  /** The session that a client of the authorization server belongs to. */
  readonly sessionOf: (clientId: string | undefined) => SessionKind | undefined
  readonly note: (text: string) => void
  /** Ends all waits. */
  readonly signal: AbortSignal
}

/** Lets the mishaps of a plan happen. */
export interface Chaos {
  /** Called with each token request before the server processes it. */
  readonly onTokenRequest: (request: BookedTokenRequest) => Promise<void>
  /** Resolves when all mishaps are over. */
  readonly play: (plan: readonly Mishap[], begun: number) => Promise<void>
  readonly happened: () => readonly Happened[]
  /** Is the process in this place stopped, or without its store? */
  readonly isHit: (place: number) => boolean
}

export function createChaos({ fleet, store, processes, lifetime, pauseTime, sessionOf, note, signal }: ChaosOptions): Chaos {
  const happened: Happened[] = []
  const hit: number[] = []
  /** The mishaps that wait for a token request. */
  const armed = new Set<{ readonly session: SessionKind; readonly strike: (place: number) => Promise<void> }>()
  const everyPlace = Array.from({ length: processes }, (_, place) => place)

  return {
    async onTokenRequest({ clientId, process }) {
      const session = sessionOf(clientId)
      const ambush = [...armed].find((one) => one.session === session)
      if (ambush === undefined || process === undefined || fleet().at(fleet().placeOf(process)).name !== process) return
      armed.delete(ambush)
      await ambush.strike(fleet().placeOf(process))
    },
    async play(plan, begun) {
      await Promise.all(
        plan.map(async (mishap) => {
          await wait(Math.max(0, begun + mishap.at * lifetime - machineTime()))
          if (!signal.aborted) await play(mishap)
        }),
      )
    },
    happened: () => [...happened],
    isHit: (place) => hit.includes(place),
  }

  async function wait(ms: number): Promise<void> {
    await pause(ms, undefined, { signal }).catch(() => {})
  }

  async function play(mishap: Mishap): Promise<void> {
    switch (mishap.kind) {
      case 'kill':
        if (mishap.onTheWire === undefined) return kill(mishap, mishap.place)
        return onNextRequest(mishap.onTheWire, (place) => kill(mishap, place))
      case 'pause': {
        let over: Promise<void> = Promise.resolve()
        await onNextRequest(mishap.onTheWire, async (place) => {
          over = stop(mishap, place)
        })
        return over
      }
      case 'cut':
        return during(mishap, mishap.places, async () => {
          store.cut?.(mishap.places)
          await wait(mishap.length * lifetime)
          store.mend?.(mishap.places)
        })
      case 'restart':
        return during(mishap, everyPlace, async () => store.restart?.(() => wait(lifetime / 20)))
      case 'flush':
        return during(mishap, [], async () => store.flush?.())
      case 'evict':
        return during(mishap, [], async () => store.evict?.())
      case 'failover':
        return during(mishap, [], async () => store.loseWrites?.(() => wait(lifetime)))
    }
  }

  /** Resolves when it has happened, or when no token request has come for two lifetimes. */
  async function onNextRequest(session: SessionKind, action: (place: number) => Promise<void>): Promise<void> {
    const waiting = new AbortController()
    const ambush = {
      session,
      async strike(place: number) {
        await action(place)
        waiting.abort()
      },
    }
    armed.add(ambush)
    await pause(2 * lifetime, undefined, { signal: AbortSignal.any([waiting.signal, signal]) }).catch(() => {})
    armed.delete(ambush)
  }

  function kill(mishap: Mishap, place: number): Promise<void> {
    return during(mishap, [place], () => fleet().replace(place))
  }

  async function stop(mishap: Mishap, place: number): Promise<void> {
    const worker = fleet().at(place)
    worker.kill('SIGSTOP')
    await during(mishap, [place], () => wait(pauseTime))
    worker.kill('SIGCONT')
  }

  async function during(mishap: Mishap, places: readonly number[], work: () => Promise<void>): Promise<void> {
    const from = machineTime()
    note(describe(mishap, places))
    hit.push(...places)
    await work()
    for (const place of places) hit.splice(hit.indexOf(place), 1)
    happened.push({ mishap, from, until: machineTime(), places })
  }
}

/** Most processes that a line names. */
const mostNamed = 8

function describe(mishap: Mishap, places: readonly number[]): string {
  const names = places.length > mostNamed ? `${places.length} processes` : places.map((place) => `p${place}`).join(', ')
  const where = places.length === 0 ? '' : `: ${names}`
  const wire = 'onTheWire' in mishap && mishap.onTheWire !== undefined ? ` with a token request on the wire (${mishap.onTheWire})` : ''
  return `${mishap.kind}${wire}${where}`
}
