import { setTimeout as pause } from 'node:timers/promises'
import { failureKind } from './failure-kind.ts'
import type { Lane } from './lane.ts'

/** Workers that request the API until they are stopped. */
export interface Workload {
  /**
   * Lets each worker end its request.
   *
   * @param grace - ms; a request that takes longer is cut and counts as failed. 0: it is cut at once and does not count
   * @returns resolves when no request is under way any more
   */
  readonly stop: (grace: number) => Promise<void>
}

/** Least pause between two requests of a worker, and what may be added to it, ms: room for latencies to mean something. */
const thinkTime = { least: 10, spread: 10 }

/** Starts `concurrency` workers for each lane. Each sends in turn one request through Everbearer and one bare. */
export function startWorkload(lanes: readonly Lane[], url: string, concurrency: number): Workload {
  const underWay = new Set<AbortController>()
  let stopped = false
  let dropped = false
  const workers = lanes.flatMap((lane) => Array.from({ length: concurrency }, (_worker, index) => work(lane, index % 2 === 1)))
  const ended = Promise.all(workers)

  return {
    async stop(grace) {
      stopped = true
      dropped ||= grace === 0
      const timer = setTimeout(() => {
        for (const request of underWay) request.abort()
      }, grace)
      await ended
      clearTimeout(timer)
    },
  }

  /** Half of the workers begin bare: else all would keep step, and a short trouble could meet the bare requests alone. */
  async function work(lane: Lane, beginsBare: boolean): Promise<void> {
    for (let bare = beginsBare; ; bare = !bare) {
      await think()
      if (stopped) return
      await (bare ? sendBare(lane) : send(lane))
    }
  }

  async function send({ send: request, tally }: Lane): Promise<void> {
    await whileUnderWay(async (signal) => {
      const begun = performance.now()
      try {
        const status = await request(url, { signal })
        if (isGood(status)) tally.answered(performance.now() - begun)
        else tally.failed(`status ${status}`)
      } catch (error) {
        if (!signal.aborted) tally.failed(failureKind(error))
        else if (!dropped) tally.failed('no answer')
      }
    })
  }

  /** What a caller without Everbearer would measure; that it sees 401s is no failure of ours. */
  async function sendBare({ auth, sendBare: request, tally }: Lane): Promise<void> {
    await whileUnderWay(async (signal) => {
      try {
        const { accessToken } = await auth.getToken({ signal })
        const begun = performance.now()
        const status = await request(url, { signal, headers: { authorization: `Bearer ${accessToken}` } })
        if (isGood(status)) tally.bareAnswered(performance.now() - begun)
      } catch {
        // The request through Everbearer meets the same trouble, and there it counts.
      }
    })
  }

  async function whileUnderWay(action: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const request = new AbortController()
    underWay.add(request)
    await action(request.signal)
    underWay.delete(request)
  }
}

function think(): Promise<void> {
  return pause(thinkTime.least + Math.random() * thinkTime.spread)
}

function isGood(status: number): boolean {
  return status >= 200 && status < 300
}
