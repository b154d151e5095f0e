import type { Result } from './run.ts'

/** The result of a behaviour, without the fields that differ from run to run. */
export type ReportedResult = Pick<Result, 'name' | 'theme' | 'status' | 'reason'>

/** The results of the suite for one client on one runtime. */
export interface TargetReport {
  /** Id of client and runtime, such as `axios-http-node-24`. */
  readonly id: string
  readonly results: readonly ReportedResult[]
}

/** Makes the id of a target, which is a client on a runtime, from texts such as the client, the runtime and its version. */
export function targetId(...parts: readonly (string | undefined)[]): string {
  const words = parts.filter((part) => part !== undefined).join(' ')
  return words
    .toLowerCase()
    .replaceAll(/[^\w.]+/g, ' ')
    .trim()
    .replaceAll(' ', '-')
}

/** Drops the fields of a result that differ from run to run. */
export function reported({ name, theme, status, reason }: Result): ReportedResult {
  return reason === undefined ? { name, theme, status } : { name, theme, status, reason }
}
