import { createRandom } from '../../bench/measure/random.ts'
import { type SessionKind, sessionKinds } from './log-line.ts'

/** What goes wrong on purpose. `at` and `length`: in lifetimes. */
export type Mishap = { readonly at: number } &
  /** `kill -9`, and a new process. `onTheWire`: the process whose token request arrives next, before the server has processed it. */
  (
    | { readonly kind: 'kill'; readonly place: number; readonly onTheWire: SessionKind | undefined }
    /** SIGSTOP for the process whose token request arrives next; SIGCONT after the lease has expired. */
    | { readonly kind: 'pause'; readonly onTheWire: SessionKind }
    /** The store restarts with its data. */
    | { readonly kind: 'restart' }
    /** The store can't be reached from these places: connections stay open, and nothing passes. */
    | { readonly kind: 'cut'; readonly places: readonly number[]; readonly length: number }
    /** Outside of the guarantee: the store loses writes. */
    | { readonly kind: 'flush' | 'evict' | 'failover' }
  )

export type MishapKind = Mishap['kind']

export interface PlanOptions {
  readonly processes: number
  readonly lifetimes: number
  readonly seed: number
  /** The mishaps that the store can have. */
  readonly mishaps: readonly MishapKind[]
}

/** How long a partition lasts, in lifetimes: longer than any token. */
const cutLength = 1.3

/** The mishaps of the odd lifetimes, in their order. */
const mishapsBetween: readonly MishapKind[] = ['pause', 'restart', 'pause', 'cut', 'flush', 'evict', 'failover']

/**
 * Plans a run. A process is killed in every other lifetime, in turn at a random moment and with a token request on the wire. The lifetimes
 * between have the other mishaps in turn, and one of five has no mishap. The last lifetime has no mishap.
 */
export function planRun({ processes, lifetimes, seed, mishaps }: PlanOptions): readonly Mishap[] {
  const random = createRandom(seed)
  const between = mishapsBetween.filter((kind) => mishaps.includes(kind))
  const counts = { kill: seed, pause: seed }
  const planned: Mishap[] = []
  for (let lifetime = 0; lifetime < lifetimes - 1; lifetime++) {
    const turn = Math.floor(lifetime / 2)
    const kind = lifetime % 2 === 0 ? mishaps.find((one) => one === 'kill') : between[turn % (between.length + 1)]
    if (kind !== undefined) planned.push(mishapOf(kind, lifetime, turn))
  }
  return planned

  function mishapOf(kind: MishapKind, lifetime: number, turn: number): Mishap {
    // Early, as a whole lifetime may pass until the next token request.
    const early = lifetime + 0.1 + random() * 0.2
    switch (kind) {
      case 'kill': {
        const place = Math.floor(random() * processes)
        if (turn % 2 === 0) return { kind, at: lifetime + 0.2 + random() * 0.6, place, onTheWire: undefined }
        return { kind, at: early, place, onTheWire: sessionKinds[counts.kill++ % 2]! }
      }
      case 'pause':
        return { kind, at: early, onTheWire: sessionKinds[counts.pause++ % 2]! }
      case 'cut': {
        // Either all processes, or every other process.
        const isWhole = random() < 0.5
        const places = Array.from({ length: processes }, (_, place) => place).filter((place) => isWhole || place % 2 === 0)
        return { kind, at: early, places, length: cutLength }
      }
      case 'restart':
      case 'flush':
      case 'evict':
      case 'failover':
        return { kind, at: early }
    }
  }
}

/** In which direction the clock of a process is off: −1, 0 or 1, so that any three neighbours differ. */
export function directionOfSkew(place: number, incarnation: number, seed: number): number {
  return ((place + incarnation + seed) % 3) - 1
}
