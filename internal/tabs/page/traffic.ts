import type { SessionEntry } from '../../fleet/log-line.ts'

/** Requests at a steady rate. */
export interface Traffic {
  /** Resolves when no request is under way any more. */
  readonly stop: () => Promise<void>
}

/** Most requests under way at the same time. */
const mostUnderWay = 10
/** How often the log gets the number of served requests, ms. */
const noteInterval = 500
/** So long before a page leaves, the browser breaks off its requests, ms. */
const leaveTime = 2_000
/** What the browser breaks off when a page leaves or stops is no fault of a client. */
const leaveEvents = ['pagehide', 'pageshow', 'freeze', 'resume'] as const

export interface TrafficOptions {
  readonly send: () => Promise<Response>
  /** Is there a session? Without a session the page sends nothing. */
  readonly mayServe: () => boolean
  /** How many sessions have ended so far. */
  readonly ends: () => number
  /** Time between two requests, ms. */
  readonly interval: number
  readonly note: (entry: SessionEntry) => void
}

export function startTraffic({ send, mayServe, ends, interval, note }: TrafficOptions): Traffic {
  const underWay = new Set<Promise<void>>()
  let served = 0
  let leaves = 0
  for (const name of leaveEvents) for (const target of [globalThis, document]) target.addEventListener(name, () => leaves++)
  const sender = setInterval(() => {
    if (underWay.size >= mostUnderWay || !mayServe()) return
    const request = sendOne().finally(() => underWay.delete(request))
    underWay.add(request)
  }, interval)
  const reporter = setInterval(report, noteInterval)

  return {
    async stop() {
      clearInterval(sender)
      await Promise.all(underWay)
      clearInterval(reporter)
      report()
    },
  }

  async function sendOne(): Promise<void> {
    const leavesBefore = leaves
    const endsBefore = ends()
    try {
      const response = await send()
      await response.arrayBuffer()
      if (response.ok) served++
      // The 401 of a request whose session has ended meanwhile is the caller's.
      else if (response.status !== 401 || ends() === endsBefore)
        note({ kind: 'caller-error', error: `status ${response.status}`, retryAt: false })
    } catch (error) {
      const { name, code, retryAt } = error as Error & { readonly code?: unknown; readonly retryAt?: unknown }
      // A logout, or another user: what the request belonged to is over.
      if (code === 'ERR_SESSION_ENDED') return
      if (name === 'TypeError') await pause(leaveTime)
      if (name === 'TypeError' && leaves > leavesBefore) return
      note({
        kind: 'caller-error',
        error: [name, code, (error as Error).message].filter((part) => typeof part === 'string').join(' '),
        retryAt: retryAt !== undefined,
      })
    }
  }

  function report(): void {
    if (served > 0) note({ kind: 'served', count: served })
    served = 0
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
