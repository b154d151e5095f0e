import type { NamedEvent } from '../../../src/index.ts'
import type { Ledger } from '../ledger.ts'

/** Compares what the events tell of requests with what the model has seen of them. */
export interface RequestLog {
  /** Takes an event. */
  note(event: NamedEvent): void
  /** The server has seen a request. */
  sent(request: number): void
  /** A caller has its response, or its error. */
  ended(request: number): void
  /** All events were told: nothing may be missing. */
  check(): void
}

type OfRequest = Extract<NamedEvent, { readonly event: { readonly request: number } }>

function isOfRequest(named: NamedEvent): named is OfRequest {
  return 'request' in named.event
}

interface Told {
  attempts: number
  generation: number | undefined
  hasWaited: boolean
  /** Is the next event an attempt? */
  isReplayed: boolean
  hasFinished: boolean
}

export function createRequestLog(ledger: Ledger): RequestLog {
  const told = new Map<number, Told>()
  const sends = new Map<number, number>()
  const ends = new Set<number>()

  return {
    note(named) {
      if (!isOfRequest(named)) return
      if (named.name !== 'skipped') follow(named)
      else if (named.event.reason !== 'not-signed-in') ledger.breach('request events', 'a request was skipped')
    },
    sent: (request) => void sends.set(request, (sends.get(request) ?? 0) + 1),
    ended: (request) => void ends.add(request),
    check() {
      for (const [request, count] of sends)
        if (told.get(request)?.attempts !== count)
          ledger.breach('request events', `${count} sends were told as ${told.get(request)?.attempts ?? 0} attempts`)
      for (const request of ends)
        if (told.get(request)?.hasFinished !== true) ledger.breach('request events', 'the end of a request was not told')
      for (const [request, { hasFinished }] of told)
        if (hasFinished && !ends.has(request)) ledger.breach('request events', 'an end was told of a request that goes on')
    },
  }

  function follow(named: Exclude<OfRequest, { readonly name: 'skipped' }>): void {
    const { request } = named.event
    const state = told.get(request) ?? { attempts: 0, generation: undefined, hasWaited: false, isReplayed: false, hasFinished: false }
    told.set(request, state)
    expect(!state.hasFinished, `${named.name} was told after the end`)
    expect(!state.isReplayed || named.name === 'attempt', 'a replay was told without its attempt')
    switch (named.name) {
      case 'waited':
        expect(state.attempts === 0 && !state.hasWaited, 'a wait was told after an attempt')
        state.hasWaited = true
        return
      case 'attempt':
        expect(named.event.attempt === state.attempts + 1 && (state.attempts === 0 || state.isReplayed), 'an attempt was told out of order')
        Object.assign(state, { attempts: named.event.attempt, generation: named.event.generation, isReplayed: false })
        return
      case 'replay':
        expect(named.event.from === state.generation && named.event.attempt === state.attempts + 1, 'a replay was told of another token')
        state.isReplayed = true
        return
      case 'ignored':
        return expect(named.event.generation === state.generation, 'a response was told of another token')
      case 'finished':
        expect(named.event.attempts === state.attempts, 'another number of attempts was told at the end')
        state.hasFinished = true
    }
  }

  function expect(holds: boolean, breach: string): void {
    if (!holds) ledger.breach('request events', breach)
  }
}
