import { setTimeout as pause } from 'node:timers/promises'
import { errorClass, type Lane } from './lanes.ts'
import { createTally, type Summary } from './tally.ts'

/** How many requests each client sends, and how fast. */
export interface Load {
  /** ms. */
  readonly duration: number
  /** Requests a second. */
  readonly rate: number
  /** Requests of one client that are under way at the same time at most. */
  readonly workers: number
  /** How long the last requests may take after the end, ms. */
  readonly grace: number
}

/**
 * Sends requests at a steady rate. The workers take turns. A worker that still waits sends its next request late, and
 * leaves none out.
 */
export async function runWorkload(lane: Lane, { duration, rate, workers, grace }: Load): Promise<Summary> {
  const requests = Math.round((duration * rate) / 1000)
  const begun = performance.now()
  const tally = createTally(begun)
  const end = new AbortController()
  const underWay = new Set<AbortController>()

  async function work(worker: number): Promise<void> {
    for (let request = worker; request < requests && !end.signal.aborted; request += workers) {
      const due = begun + (request * 1000) / rate
      const early = due - performance.now()
      if (early > 0) await pause(early)
      await send(due)
    }
  }

  async function send(due: number): Promise<void> {
    // Each caller has a signal of its own, as callers do.
    const request = new AbortController()
    underWay.add(request)
    tally.sent()
    try {
      await lane.send(request.signal)
      if (!end.signal.aborted) tally.served(due, performance.now())
    } catch (error) {
      if (!end.signal.aborted) tally.failed(errorClass(error))
    } finally {
      underWay.delete(request)
    }
  }

  const done = Promise.all(Array.from({ length: workers }, (_, worker) => work(worker)))
  // Some libraries take no signal, and some never settle.
  await Promise.race([done, pause(duration + grace, undefined, { signal: end.signal, ref: false }).catch(() => {})])
  const summary = tally.summary(requests, performance.now())
  end.abort()
  for (const request of underWay) request.abort()
  return summary
}
