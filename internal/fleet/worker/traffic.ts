import { setTimeout as pause } from 'node:timers/promises'
import type { SessionEntry } from '../log-line.ts'

/** Requests at a steady rate, until they are stopped. */
export interface Traffic {
  /** Resolves when no request is under way any more. */
  readonly stop: () => Promise<void>
}

/** Most requests under way at the same time. */
const mostUnderWay = 20
/** How often the log gets the number of served requests, ms. */
const noteInterval = 1_000

/** @param interval - time between two requests, ms */
export function startTraffic(send: () => Promise<Response>, interval: number, note: (entry: SessionEntry) => void): Traffic {
  const underWay = new Set<Promise<void>>()
  let served = 0
  const sender = setInterval(() => {
    if (underWay.size >= mostUnderWay) return
    const request = sendOne().finally(() => underWay.delete(request))
    underWay.add(request)
  }, interval)
  const reporter = setInterval(report, noteInterval)

  return {
    async stop() {
      clearInterval(sender)
      while (underWay.size > 0) await Promise.race([Promise.all(underWay), pause(30_000, undefined, { ref: false })])
      clearInterval(reporter)
      report()
    },
  }

  async function sendOne(): Promise<void> {
    try {
      const response = await send()
      await response.arrayBuffer()
      if (response.ok) served++
      else note({ kind: 'caller-error', error: `status ${response.status}`, retryAt: false })
    } catch (error) {
      const { name, code, retryAt } = error as Error & { readonly code?: unknown; readonly retryAt?: unknown }
      note({
        kind: 'caller-error',
        error: [name, code].filter((part) => typeof part === 'string').join(' '),
        retryAt: retryAt !== undefined,
      })
    }
  }

  function report(): void {
    if (served > 0) note({ kind: 'served', count: served })
    served = 0
  }
}
