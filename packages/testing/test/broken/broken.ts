import type { Theme } from '../../src/conformance.ts'
import type { Steps } from '../reference-steps.ts'

/** What is wrong, how it is done wrong, and some of the behaviours that have to notice. */
export interface Broken {
  readonly fault: string
  readonly steps: Partial<Steps>
  /** Where it shows. @default everywhere */
  readonly themes?: readonly Theme[]
  readonly noticedBy: readonly string[]
}
