import { createRandom } from '../../bench/measure/random.ts'
import type { Fault } from '@everbearer/testbed/remote'

/** How the token endpoint responds to a token request: as it should, or with one of three failures. */
export type TokenOutcome = 'token' | '503' | 'reset' | 'HTML'

const order: readonly TokenOutcome[] = ['token', '503', 'token', 'reset', 'token', 'HTML']

const faults = {
  token: { kind: 'none' },
  '503': { kind: 'status', status: 503 },
  reset: { kind: 'reset' },
  HTML: { kind: 'text', body: '<!doctype html><title>Bad gateway</title>' },
} as const satisfies Record<TokenOutcome, Fault>

/**
 * Draws how the token endpoint treats one client: every other token request fails, and the three failures take turns.
 *
 * @param random - decides whether the first token request fails, and which failure comes first
 * @returns the outcomes of six token requests, which repeat
 */
function drawOutcomes(random: () => number): readonly TokenOutcome[] {
  const first = Math.floor(random() * order.length)
  return [...order.slice(first), ...order.slice(0, first)]
}

/** Draws the outcomes of so many clients. The same seed gives the same outcomes. */
export function drawAll(clients: number, seed: number): readonly (readonly TokenOutcome[])[] {
  const random = createRandom(seed)
  return Array.from({ length: clients }, () => drawOutcomes(random))
}

/** The fault that gives a client these outcomes in turn. */
export function faultOf(outcomes: readonly TokenOutcome[]): Fault {
  return { kind: 'sequence', faults: outcomes.map((outcome) => faults[outcome]) }
}
