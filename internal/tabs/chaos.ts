import { setTimeout as pause } from 'node:timers/promises'
import { machineTime } from '@everbearer/testbed/token-books'
import type { SessionKind } from '../fleet/log-line.ts'
import type { Step } from './plan.ts'
import type { SignIns } from './sign-ins.ts'
import type { Strike } from './strike.ts'
import type { Tabs } from './tabs.ts'

type TabStep = Extract<Step, { readonly onTheWire: unknown }>

export interface ChaosOptions {
  readonly tabs: Tabs
  readonly signIns: () => SignIns
  readonly pageIn: (place: number) => string
  readonly blank: string
  /** Lifetime of the access tokens, ms. */
  readonly lifetime: number
  readonly note: (text: string) => void
  readonly fail: (error: unknown) => void
}

/** Lets the steps of a plan happen. */
export interface Chaos {
  /** Called with each token request before the server processes it. */
  readonly onTokenRequest: (session: SessionKind, page: string) => Promise<void>
  /** Resolves when all steps are over. */
  readonly play: (plan: readonly Step[], begun: number) => Promise<void>
  readonly strikes: () => readonly Strike[]
}

export function createChaos({ tabs, signIns, pageIn, blank, lifetime, note, fail }: ChaosOptions): Chaos {
  const strikes: Strike[] = []
  /** The steps that wait for a token request. */
  const armed = new Set<{ readonly session: SessionKind; readonly strike: (place: number) => Promise<void> }>()

  return {
    async onTokenRequest(session, page) {
      const ambush = [...armed].find((one) => one.session === session)
      const place = Number(/\d+/.exec(page)?.[0])
      if (ambush === undefined || pageIn(place) !== page || !tabs.isFree(place)) return
      armed.delete(ambush)
      tabs.take(place)
      await ambush.strike(place)
    },
    async play(plan, begun) {
      await Promise.all(
        plan.map(async (step) => {
          await pause(Math.max(0, begun + step.at * lifetime - machineTime()))
          await play(step).catch((error: unknown) => fail(new Error(`${step.kind} has failed`, { cause: error })))
        }),
      )
    },
    strikes: () => strikes,
  }

  async function play(step: Step): Promise<void> {
    if ('onTheWire' in step && step.onTheWire !== undefined) return onNextRequest(step, step.onTheWire)
    const place = await takeSoon(step.place)
    if (place === undefined) return
    if ('onTheWire' in step) return strike(step, place, () => {})
    const from = machineTime()
    const page = pageIn(place)
    try {
      if (step.kind === 'log-out') await signIns().logOut(step.session, place)
    } finally {
      tabs.giveBack(place)
    }
    if (step.kind === 'log-out') await pause(step.length * lifetime)
    await signIns().signIn(step.session, step.kind === 'log-out' ? place + 1 : place)
    const now = machineTime()
    strikes.push({ step, page, from, struck: now, until: now })
  }

  /** Waits a while until a page runs. */
  async function takeSoon(place: number): Promise<number | undefined> {
    for (let waited = 0; waited < 2; waited += 0.05) {
      const taken = tabs.take(place)
      if (taken !== undefined) return taken
      await pause(0.05 * lifetime)
    }
    return undefined
  }

  /** Resolves when it has happened, or when no token request has come for two lifetimes. */
  async function onNextRequest(step: TabStep, session: SessionKind): Promise<void> {
    const waiting = new AbortController()
    let over: Promise<void> = Promise.resolve()
    const ambush = {
      session,
      strike(place: number) {
        return new Promise<void>((resolve) => {
          over = strike(step, place, resolve).finally(resolve)
          // The failure is the step's.
          over.catch(() => {})
          waiting.abort()
        })
      },
    }
    armed.add(ambush)
    await pause(2 * lifetime, undefined, { signal: waiting.signal }).catch(() => {})
    armed.delete(ambush)
    await over
  }

  /** @param onStruck - called when the page is closed, frozen, left or reloaded, and before the tab is back */
  async function strike(step: TabStep, place: number, onStruck: () => void): Promise<void> {
    const tab = tabs.at(place)
    const page = pageIn(place)
    const from = machineTime()
    let struck = from
    note(`${step.kind}${step.onTheWire === undefined ? '' : ` with a token request on the wire (${step.onTheWire})`}: ${page}`)
    const isStruck = (): Promise<void> => {
      struck = machineTime()
      onStruck()
      return pause(step.length * lifetime)
    }
    try {
      switch (step.kind) {
        case 'close':
        case 'crash':
          tabs.remove(place)
          await tab[step.kind]()
          await isStruck()
          await tabs.open(place)
          break
        case 'reload':
          await tab.reload()
          await isStruck()
          break
        case 'freeze':
          await tab.freeze()
          await isStruck()
          await tab.thaw()
          break
        case 'leave':
          await tab.goto(blank)
          await isStruck()
          await tab.back()
          break
      }
      strikes.push({ step, page, from, struck, until: machineTime() })
    } finally {
      tabs.giveBack(place)
    }
  }
}
