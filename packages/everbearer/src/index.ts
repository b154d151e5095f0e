/**
 * The types of `everbearer doctor --json`. The package is a command line, so it exports no values.
 *
 * @module
 */
export type { Level } from './doctor/finding.ts'
export type { DoctorReport, ReportedFinding } from './doctor/report/report.ts'
