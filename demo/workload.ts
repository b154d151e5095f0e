import { setTimeout as pause } from 'node:timers/promises'
import { failureKind } from './failure-kind.ts'
import type { Lane } from './lane.ts'
import type { Target } from './target.ts'

/** Workers that request the API until they are stopped. */
export interface Workload {
  /** Resolves when each request of this lane that is under way now has ended. */
  readonly settle: (lane: Lane) => Promise<void>
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
export function startWorkload(
  lanes: readonly Lane[],
  { url, bareUrl = url }: Pick<Target, 'url' | 'bareUrl'>,
  concurrency: number,
): Workload {
  const underWay = new Map<AbortController, { readonly lane: Lane; readonly ended: Promise<void> }>()
  let stopped = false
  let dropped = false
  const workers = lanes.flatMap((lane) => Array.from({ length: concurrency }, (_worker, index) => work(lane, index % 2 === 1)))
  const ended = Promise.all(workers)

  return {
    async settle(lane) {
      const ours = [...underWay.values()].filter((request) => request.lane === lane)
      await Promise.all(ours.map((request) => request.ended))
    },
    async stop(grace) {
      stopped = true
      dropped ||= grace === 0
      const timer = setTimeout(() => {
        for (const request of underWay.keys()) request.abort()
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

  async function send(lane: Lane): Promise<void> {
    const { send: request, tally } = lane
    await whileUnderWay(lane, async (signal) => {
      const begun = performance.now()
      try {
        const status = await request(url, { signal })
        if (isGood(status)) tally.succeeded(performance.now() - begun)
        else tally.failed(`status ${status}`)
      } catch (error) {
        if (!signal.aborted) tally.failed(failureKind(error))
        else if (!dropped) tally.failed('no answer')
      }
    })
  }

  /** What a caller without Everbearer would measure; that it sees 401s is no failure of ours. */
  async function sendBare(lane: Lane): Promise<void> {
    const { auth, sendBare: request, tally } = lane
    await whileUnderWay(lane, async (signal) => {
      try {
        const { accessToken } = await auth.getToken({ signal })
        const begun = performance.now()
        const status = await request(bareUrl, { signal, headers: { authorization: `Bearer ${accessToken}` } })
        if (isGood(status)) tally.bareSucceeded(performance.now() - begun)
      } catch {
        // The request through Everbearer meets the same trouble, and there it counts.
      }
    })
  }

  async function whileUnderWay(lane: Lane, action: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const request = new AbortController()
    const end = action(request.signal)
    underWay.set(request, { lane, ended: end })
    await end
    underWay.delete(request)
  }
}

function think(): Promise<void> {
  return pause(thinkTime.least + Math.random() * thinkTime.spread)
}

function isGood(status: number): boolean {
  return status >= 200 && status < 300
}
