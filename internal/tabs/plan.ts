import { createRandom } from '../../bench/measure/random.ts'
import { type SessionKind, sessionKinds } from '../fleet/log-line.ts'

/** What can happen to a tab. */
export const tabActions = ['close', 'crash', 'reload', 'freeze', 'leave'] as const
export type TabAction = (typeof tabActions)[number]

/** What happens on purpose. `at` and `length`: in lifetimes. `place`: which of the tabs. */
export type Step = { readonly at: number; readonly place: number } & (
  | {
      readonly kind: TabAction
      /** How long the tab is closed, frozen or on another page. */
      readonly length: number
      /** Waits for a token request of this session, and concerns the page that sends it. */
      readonly onTheWire: SessionKind | undefined
    }
  /** The page logs out, and after `length` another page signs a user in. */
  | { readonly kind: 'log-out'; readonly session: SessionKind; readonly length: number }
  /** Another user signs in, without a logout. */
  | { readonly kind: 'switch-user'; readonly session: SessionKind }
)

export interface PlanOptions {
  readonly tabs: number
  readonly lifetimes: number
  readonly seed: number
  /** What the driver of the browser can do. */
  readonly actions: readonly TabAction[]
}

/** How many steps of tabs begin in each lifetime, for each five tabs. */
const stepsPerFive = 2

/**
 * Plans a run. In each lifetime, tabs are closed, crashed, reloaded, frozen and navigated away from at random moments. In addition, each
 * lifetime has one such step with a token request on the wire, and in turn a logout or another user. The last lifetime has no step.
 */
export function planRun({ tabs, lifetimes, seed, actions }: PlanOptions): readonly Step[] {
  const random = createRandom(seed)
  const between = (least: number, most: number): number => least + random() * (most - least)
  const anyPlace = (): number => Math.floor(random() * tabs)
  let turn = Math.floor(random() * actions.length)
  const nextAction = (): TabAction => actions[turn++ % actions.length]!
  const steps: Step[] = []
  for (let lifetime = 0; lifetime < lifetimes - 1; lifetime++) {
    for (let index = 0; index < Math.ceil((stepsPerFive * tabs) / 5); index++) {
      const kind = nextAction()
      steps.push({ kind, at: lifetime + between(0.1, 0.95), place: anyPlace(), length: lengthOf(kind), onTheWire: undefined })
    }
    const kind = actions[lifetime % actions.length]!
    // Early, as a whole lifetime may pass until the next token request.
    steps.push({ kind, at: lifetime + 0.05, place: anyPlace(), length: lengthOf(kind), onTheWire: sessionKinds[lifetime % 2]! })
    const session = sessionKinds[Math.floor(lifetime / 4) % 2]!
    const at = lifetime + between(0.3, 0.6)
    if (lifetime % 4 === 1) steps.push({ kind: 'log-out', at, place: anyPlace(), session, length: 0.2 })
    if (lifetime % 4 === 3) steps.push({ kind: 'switch-user', at, place: anyPlace(), session })
  }
  return steps.toSorted((a, b) => a.at - b.at)

  function lengthOf(kind: TabAction): number {
    // A page that is away may miss a refresh or two.
    return kind === 'freeze' || kind === 'leave' ? between(0.2, 1.6) : between(0.05, 0.3)
  }
}
