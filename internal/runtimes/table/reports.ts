import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TargetReport, ReportedResult } from '@everbearer/testing'
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

/** Targets of which not every behaviour was reported, or one as failed. */
export function incomplete(targets: readonly Target[], behaviours: readonly { readonly name: string }[], reports: Reports): Target[] {
  const isShown = (target: Target, name: string): boolean => ['passed', 'limited'].includes(reports.get(target)?.get(name)?.status ?? '')
  return targets.filter((target) => !behaviours.every(({ name }) => isShown(target, name)))
}
