import { type CoordinatorOptions } from '@everbearer/core'
import { createRandom } from '../../packages/core/test/random.ts'
import { createQueueClock, type QueueClock } from './queue-clock.ts'
import { type SimulatedProcess, startProcess, type World } from './simulated-process.ts'
import type { EndpointOptions, TokenEndpoint } from './token-endpoint.ts'

/** How a herd is set up. */
export interface HerdOptions {
  readonly processes: number
  readonly seed: number
  /** Lifetime of the tokens, ms. */
  readonly lifetime: number
  readonly endpoint: (options: EndpointOptions) => TokenEndpoint
  /** Mean time between two requests of a process, ms. @default 1_000 */
  readonly requestGap?: number
  /** Makes the options of one process that differ from the defaults. */
  readonly options?: (random: () => number) => Partial<CoordinatorOptions>
}

/** Many processes in front of one token endpoint. */
export interface Herd {
  readonly clock: QueueClock
  readonly endpoint: TokenEndpoint
  /** How many processes have had a first token. A restarted process counts again. */
  readonly ready: number
  /** Starts each process at a random moment of the next `within` ms. A process that runs already is restarted. */
  startAll(within: number): void
  /** Restarts a random process again and again, after a pause of `gap` ms on average. */
  restartAtRandom(gap: number): void
}

export function createHerd({ processes, seed, lifetime, endpoint: create, requestGap = 1000, options }: HerdOptions): Herd {
  const clock = createQueueClock()
  const random = createRandom(seed)
  const endpoint = create({ clock, random, lifetime })
  const running: (SimulatedProcess | undefined)[] = Array.from({ length: processes })
  let ready = 0
  const world: World = { clock, random, endpoint, requestGap, onReady: () => ready++ }
  return {
    clock,
    endpoint,
    get ready() {
      return ready
    },
    startAll(within) {
      for (const i of running.keys()) clock.setTimeout(() => restart(i), within * random())
    },
    restartAtRandom,
  }

  function restart(i: number): void {
    running[i]?.end()
    running[i] = startProcess(options === undefined ? world : { ...world, options: options(random) })
  }

  function restartAtRandom(gap: number): void {
    clock.setTimeout(
      () => {
        restart(Math.floor(random() * processes))
        restartAtRandom(gap)
      },
      -Math.log(1 - random()) * gap,
    )
  }
}
