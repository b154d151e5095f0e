import type { Observations } from './observations.ts'

/**
 * Level of a finding. `warning`: a possible problem, which does not change the exit code 0 of `everbearer doctor`. `wrong`: a problem, so
 * the exit code is 1. `skipped`: the check could not be made, or was not wanted.
 */
export type Level = 'ok' | 'warning' | 'wrong' | 'skipped'

/** A result of a check. No field contains a secret. */
export interface Finding {
  readonly level: Level
  readonly sentence: string
  /** Advice for the user. Findings of the level `ok` have no remedy. */
  readonly remedy?: string | undefined
  /** The section of a standard for this finding. @default the section of the check */
  readonly source?: string | undefined
}

/** A check: a pure function that makes findings from observations. */
export interface Check {
  readonly id: string
  /** Description of what the check expects, for the table of checks. */
  readonly about: string
  /** The section of a standard on which the check is based. */
  readonly source: string
  /** Returns the findings. Empty: the check does not apply. */
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
