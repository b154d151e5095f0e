import { checks } from '../checks/index.ts'
import type { Level } from '../finding.ts'
import type { Observations } from '../observations.ts'
import { chooseOptions } from '../options/choose-options.ts'
import { renderOptions } from '../options/render-options.ts'

/** A finding of `everbearer doctor --json`. */
export interface ReportedFinding {
  /** The id of the check. */
  readonly check: string
  readonly level: Level
  /** Description of the observation. */
  readonly sentence: string
  /** Advice for the user; null: nothing needs to be done. */
  readonly remedy: string | null
  /** The section of a standard on which the finding is based. */
  readonly source: string
}

/** The output of `everbearer doctor --json`. While `version` is 1, fields may be added, but are never changed or removed. */
export interface DoctorReport {
  readonly version: 1
  /** True: no finding has the level `wrong`. */
  readonly healthy: boolean
  readonly findings: readonly ReportedFinding[]
  /** Text of a TypeScript module that calls `createCoordinator()` with the options that doctor recommends. */
  readonly options: string
}

/** Makes the report from the observations, by all checks. The function sends no requests. */
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
