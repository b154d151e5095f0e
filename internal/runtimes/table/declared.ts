import { behaviours, limitOf, type ReportedResult, withLimits } from '@everbearer/testing/conformance'
import { createSubject as axios } from '../clients/axios.ts'
import { createSubject as fetch } from '../clients/fetch.ts'
import { createSubject as ky } from '../clients/ky.ts'
import { createSubject as ofetch } from '../clients/ofetch.ts'
import type { Target } from '../targets.ts'
import type { Reports, TargetResults } from './reports.ts'

const clients = { axios, fetch, ky, ofetch }

/** The results that a target has if its limits are right: whoever runs the whole suite finds out. */
export function declaredResults({ client, adapter, limits }: Target): TargetResults {
  const subject = withLimits(clients[client](adapter), limits)
  const results = behaviours.map((behaviour): ReportedResult => {
    const { name, theme } = behaviour
    const limit = limitOf(subject, behaviour)
    return limit === undefined ? { name, theme, status: 'passed' } : { name, theme, status: 'limited', reason: limit.reason }
  })
  return new Map(results.map((result) => [result.name, result]))
}

/** Adds to the results of a run in part what is declared of the behaviours that it did not run. */
export function fillIn(reports: Reports, isInPart: (target: Target) => boolean): Reports {
  return new Map(
    [...reports].map(([target, results]) => [target, isInPart(target) ? new Map([...declaredResults(target), ...results]) : results]),
  )
}
