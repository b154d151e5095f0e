import * as fc from 'fast-check'
import type { Outcome } from './endpoint.ts'

/** What happens next in a schedule. */
export type Step =
  | { readonly kind: 'request'; readonly abortable: boolean }
  /** One of the requests sent so far gets a 401. */
  | { readonly kind: 'refuse'; readonly which: number; readonly abortable: boolean }
  | { readonly kind: 'abort'; readonly which: number }
  /** One thing that is pending at the token endpoint or in the store comes to its end. */
  | { readonly kind: 'settle' }
  | { readonly kind: 'advance'; readonly ms: number }
  | { readonly kind: 'jump'; readonly ms: number }
  | { readonly kind: 'set tokens'; readonly refreshable: boolean }
  | { readonly kind: 'clear' }
  | { readonly kind: 'invalidate' }
  /** Another process saves a newer token. */
  | { readonly kind: 'other process' }

const outcomes: Outcome[] = [
  'token', 'token with refresh token', 'short-lived token', 'token of unknown lifetime',
  'down', 'busy', 'refused', 'dead grant', 'no JSON', 'unusable, rotated', 'hangs', 'throws',
]

const which = fc.nat({ max: 1000 })

/** Endless answers of the token endpoint; good ones come more often. */
export const anyOutcomes: fc.Arbitrary<Stream> = fc
  .infiniteStream(fc.oneof({ weight: 2, arbitrary: fc.constantFrom<Outcome>('token', 'token with refresh token') }, fc.constantFrom(...outcomes)))
  .map((stream) => ({ next: () => stream.next().value as Outcome }))

export interface Stream {
  next(): Outcome
}

export const anySteps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('request' as const), abortable: fc.boolean() }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('refuse' as const), which, abortable: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('abort' as const), which }) },
    { weight: 6, arbitrary: fc.constant({ kind: 'settle' as const }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('advance' as const), ms: fc.constantFrom(1, 100, 1000, 11_000, 45_000, 250_000, 400_000) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('jump' as const), ms: fc.constantFrom(-3_600_000, -1000, 1000, 3_600_000) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('set tokens' as const), refreshable: fc.boolean() }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'clear' as const }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'invalidate' as const }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'other process' as const }) },
  ),
  { maxLength: 40, size: 'max' },
)
