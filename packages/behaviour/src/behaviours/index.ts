import type { Behaviour } from '../behaviour.ts'
import { renewal } from './renewal.ts'
import { storms } from './storms.ts'

/** All of them, by theme. */
export const behaviours: readonly Behaviour[] = [...renewal, ...storms]
