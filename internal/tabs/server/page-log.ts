import { fingerprintOf, machineTime } from '@everbearer/testbed/token-books'
import type { LogLine, ProcessLog, SessionKind } from '../../fleet/log-line.ts'
import { isPageEntry, type PageLine, type PageReport } from '../page-report.ts'

/** What the pages have reported. Each line has the moment of its arrival. */
export interface PageLog {
  /** @param first - number of the first report, from 0. A page repeats a message whose response it has not seen */
  readonly add: (page: string, first: number, reports: readonly PageReport[]) => void
  readonly logs: () => readonly ProcessLog[]
  readonly pageLines: () => readonly PageLine[]
}

/**
 * @param onReport - called with each report
 * @param ended - the highest number of a sign-in that is over
 */
export function createPageLog(onReport: (page: string, report: PageReport) => void, ended: (session: SessionKind) => number): PageLog {
  const received = new Map<string, number>()
  const lines = new Map<string, LogLine[]>()
  const pageLines: PageLine[] = []
  return {
    add(page, first, reports) {
      const known = received.get(page) ?? 0
      const own = lines.get(page) ?? lines.set(page, [{ at: machineTime(), kind: 'started', skew: 0 }]).get(page)!
      for (const report of reports.slice(Math.max(0, known - first))) {
        const at = machineTime()
        onReport(page, report)
        if (isPageEntry(report)) pageLines.push({ at, page, ended: ended(report.session), ...report })
        else own.push({ at, ...withoutSecrets(report) })
      }
      received.set(page, Math.max(known, first + reports.length))
    },
    logs: () => [...lines].map(([process, of]) => ({ process, lines: of })),
    pageLines: () => pageLines,
  }
}

function withoutSecrets<Report extends object>(report: Report): Report {
  return 'token' in report ? { ...report, token: fingerprintOf(String(report.token)) } : report
}
