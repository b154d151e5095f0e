import type { Result } from './run.ts'

/** What came of a behaviour, without what differs from run to run. */
export type ReportedResult = Pick<Result, 'name' | 'theme' | 'status' | 'reason'>

/** What came of the suite for one client in one place. */
export interface TargetReport {
  /** E.g. `axios-http-node-24`. */
  readonly id: string
  readonly results: readonly ReportedResult[]
}

/** The id of what is run of a client, of its version, of its runtime. */
export function targetId(...parts: readonly (string | undefined)[]): string {
  const words = parts.filter((part) => part !== undefined).join(' ')
  return words
    .toLowerCase()
    .replaceAll(/[^\w.]+/g, ' ')
    .trim()
    .replaceAll(' ', '-')
}

/** A result as it is reported. */
export function reported({ name, theme, status, reason }: Result): ReportedResult {
  return reason === undefined ? { name, theme, status } : { name, theme, status, reason }
}
