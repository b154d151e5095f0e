import type { Observations } from './observations.ts'

/** `skipped`: the check could not be made, or was not wanted. */
export type Level = 'ok' | 'warning' | 'wrong' | 'skipped'

/** What one check says. No field holds a secret. */
export interface Finding {
  readonly level: Level
  readonly sentence: string
  /** What to do. Only a `wrong`, a `warning` or a `skipped` has one. */
  readonly remedy?: string | undefined
  /** The section of a standard that rules the matter, if it is not that of the check. */
  readonly source?: string | undefined
}

/** One check: a pure function from observations to findings. */
export interface Check {
  readonly id: string
  /** What is looked at, for the table of checks. */
  readonly about: string
  /** The section of a standard. */
  readonly source: string
  /** No finding: the check does not apply. */
  readonly findings: (observations: Observations) => readonly Finding[]
}

export function ok(sentence: string): Finding {
  return { level: 'ok', sentence }
}

export function warning(sentence: string, remedy: string, source?: string): Finding {
  return { level: 'warning', sentence, remedy, source }
}

export function wrong(sentence: string, remedy: string, source?: string): Finding {
  return { level: 'wrong', sentence, remedy, source }
}

export function skipped(sentence: string, remedy: string): Finding {
  return { level: 'skipped', sentence, remedy }
}
