import type { Steps } from './reference-place.ts'

/** What is wrong, how it is done wrong, and all checks that have to notice. */
export interface BrokenStore {
  readonly fault: string
  readonly steps: Steps
  readonly noticedBy: readonly string[]
}
