import type { PageReport } from '../page-report.ts'

/** Sends reports to the server, in their order. */
export interface Reporter {
  readonly report: (report: PageReport) => void
  /** Resolves when the server has all reports so far. */
  readonly flush: () => Promise<void>
}

/** Pause after a message that failed, ms. The page may be on its way into the back/forward cache. */
const retryPause = 50

/** @param page - name of this page */
export function createReporter(page: string): Reporter {
  const waiting: PageReport[] = []
  /** How many reports the server has. */
  let sent = 0
  let sending: Promise<void> | undefined

  return {
    report(report) {
      waiting.push(report)
      void flush()
    },
    flush,
  }

  function flush(): Promise<void> {
    return (sending ??= sendAll().finally(() => {
      sending = undefined
    }))
  }

  async function sendAll(): Promise<void> {
    while (waiting.length > 0) {
      const reports = [...waiting]
      const body = JSON.stringify({ first: sent, reports })
      const response = await fetch('/log', { method: 'POST', body, headers: { 'x-page': page } }).catch(() => undefined)
      if (response?.ok) {
        waiting.splice(0, reports.length)
        sent += reports.length
      } else {
        await new Promise((resolve) => setTimeout(resolve, retryPause))
      }
    }
  }
}
