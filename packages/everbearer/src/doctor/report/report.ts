import { checks } from '../checks/index.ts'
import type { Level } from '../finding.ts'
import type { Observations } from '../observations.ts'
import { chooseOptions } from '../options/choose-options.ts'
import { renderOptions } from '../options/render-options.ts'

/** One finding of `everbearer doctor --json`. */
export interface ReportedFinding {
  /** The id of the check. */
  readonly check: string
  readonly level: Level
  /** What was seen. */
  readonly sentence: string
  /** What to do; null: nothing. */
  readonly remedy: string | null
  /** The section of a standard that rules the matter. */
  readonly source: string
}

/** What `everbearer doctor --json` prints. Fields are added, but never changed or removed, while `version` is 1. */
export interface DoctorReport {
  readonly version: 1
  /** Is no finding `wrong`? */
  readonly healthy: boolean
  readonly findings: readonly ReportedFinding[]
  /** A TypeScript module with the options of `createCoordinator()`. */
  readonly options: string
}

/** Makes the report from the observations: a pure function. */
export function reportOn(observations: Observations): DoctorReport {
  const findings = checks.flatMap((check) =>
    check.findings(observations).map(({ level, sentence, remedy, source }) => ({
      check: check.id,
      level,
      sentence,
      remedy: remedy ?? null,
      source: source ?? check.source,
    })),
  )
  return {
    version: 1,
    healthy: findings.every(({ level }) => level !== 'wrong'),
    findings,
    options: renderOptions(chooseOptions(observations)),
  }
}
