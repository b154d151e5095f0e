import type { Behaviour } from '@everbearer/testing/conformance'
import type { Target } from './targets.ts'

/** The runtimes whose clients share the behaviours in the set `rest`: each behaviour runs with one of them. */
const shared: ReadonlySet<string> = new Set(['Firefox', 'WebKit', 'React Native'])

/** Does the set `rest` run a part of the behaviours for a target? */
export function isInPart({ runtime, challenge }: Target): boolean {
  return shared.has(runtime) || challenge === 'hidden'
}

/**
 * The behaviours that the set `rest` runs for a target. In Firefox, in WebKit and for React Native, each behaviour runs with one client.
 * If the challenge is hidden, only those about challenges run. `npm run test:all` runs all behaviours for every target.
 *
 * @param targets - all targets
 */
export function partOf(target: Target, targets: readonly Target[], behaviours: readonly Behaviour[]): readonly Behaviour[] {
  const about = target.challenge === 'hidden' ? behaviours.filter(({ theme }) => theme === 'challenges') : behaviours
  if (!shared.has(target.runtime)) return about
  const alike = targets.filter(({ runtime, challenge }) => runtime === target.runtime && challenge === target.challenge)
  const turn = alike.findIndex(({ id }) => id === target.id)
  return about.filter((_, index) => index % alike.length === turn)
}
