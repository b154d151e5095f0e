import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TargetReport, ReportedResult } from '@everbearer/testing/conformance'
import type { Target } from '../targets.ts'

export const reportsFolder: string = join(import.meta.dirname, '..', '..', '..', 'reports', 'behaviour')

/** What was reported of a target, by behaviour. */
export type TargetResults = ReadonlyMap<string, ReportedResult>

/** Results of all targets, each of which is complete. */
export type Reports = ReadonlyMap<Target, TargetResults>

/** What the last run has reported; a target that is missing was not run. */
export async function readReports(targets: readonly Target[]): Promise<Reports> {
  const reports = new Map<Target, TargetResults>()
  for (const target of targets) {
    const text = await readFile(join(reportsFolder, `${target.id}.json`), 'utf8').catch(() => undefined)
    if (text === undefined) continue
    const { results } = JSON.parse(text) as TargetReport
    reports.set(target, new Map(results.map((result) => [result.name, result])))
  }
  return reports
}

/**
 * Targets of which not every behaviour was reported, or one as failed.
 *
 * @param expected - the behaviours that a run has for a target
 */
export function incomplete(
  targets: readonly Target[],
  expected: (target: Target) => readonly { readonly name: string }[],
  reports: Reports,
): Target[] {
  const hasFailed = (target: Target): boolean => [...(reports.get(target)?.values() ?? [])].some(({ status }) => status === 'failed')
  const isWhole = (target: Target): boolean => expected(target).every(({ name }) => reports.get(target)?.has(name))
  return targets.filter((target) => hasFailed(target) || !isWhole(target))
}
