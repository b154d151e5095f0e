import { createHerd, type HerdOptions } from './run-herd.ts'
import {
  constantRetryAfter,
  evenlySpaced,
  limitedEndpoint,
  noLimit,
  noRetryAfter,
  perWindow,
  queuingEndpoint,
  untilEnd,
} from './token-endpoint.ts'
import { peakRatios, steadyFrom } from './peaks.ts'

/** The endpoint admits all processes in so many seconds, if a token request is there for each place. */
export const shortest = 200

type CreateEndpoint = HerdOptions['endpoint']

/** Token endpoints with a limit of `rate` token requests a second, by how they reject the others. */
export function endpointsOf(rate: number) {
  const minute = 60_000
  return {
    'per second, no Retry-After': (o) => limitedEndpoint(o, perWindow(rate, 1000), noRetryAfter),
    'per second, Retry-After 1': (o) => limitedEndpoint(o, perWindow(rate, 1000), constantRetryAfter(1)),
    'per second, Retry-After 10': (o) => limitedEndpoint(o, perWindow(rate, 1000), constantRetryAfter(10)),
    'per second, Retry-After 30': (o) => limitedEndpoint(o, perWindow(rate, 1000), constantRetryAfter(30)),
    'per minute, Retry-After to its end': (o) => limitedEndpoint(o, perWindow(rate * 60, minute), untilEnd(minute)),
    'evenly spaced, no Retry-After': (o) => limitedEndpoint(o, evenlySpaced(1000 / rate), noRetryAfter),
    'evenly spaced, Retry-After 1': (o) => limitedEndpoint(o, evenlySpaced(1000 / rate), constantRetryAfter(1)),
    'evenly spaced, Retry-After 5': (o) => limitedEndpoint(o, evenlySpaced(1000 / rate), constantRetryAfter(5)),
    'evenly spaced, Retry-After 10': (o) => limitedEndpoint(o, evenlySpaced(1000 / rate), constantRetryAfter(10)),
    'evenly spaced, Retry-After 30': (o) => limitedEndpoint(o, evenlySpaced(1000 / rate), constantRetryAfter(30)),
    'a queue': (o) => queuingEndpoint(o, 1000 / rate),
    'no limit': (o) => limitedEndpoint(o, noLimit, noRetryAfter),
  } satisfies Record<string, CreateEndpoint>
}

export type EndpointName = keyof ReturnType<typeof endpointsOf>

export interface ColdStart {
  readonly processes: number
  readonly seed: number
  readonly endpoint: EndpointName
  /** The processes start within this time, ms. */
  readonly within: number
  readonly requestGap: number
}

export interface ColdStartResult {
  /** When each process had a token, s; Infinity: not within 20 minutes. */
  readonly done: number
  /** Token requests for each process. */
  readonly requests: number
  /** When each token request arrived, ms. */
  readonly arrivals: readonly number[]
  readonly issued: readonly number[]
}

const longestColdStart = 1_200_000

export async function coldStart({ processes, seed, endpoint, within, requestGap }: ColdStart): Promise<ColdStartResult> {
  const create = endpointsOf(processes / shortest)[endpoint]
  const herd = createHerd({ processes, seed, lifetime: 3_600_000, endpoint: create, requestGap })
  herd.startAll(within)
  await herd.clock.run(longestColdStart, () => herd.ready === processes)
  const { arrivals, issued } = herd.endpoint
  const done = herd.ready === processes ? herd.clock.monotonic() / 1000 : Infinity
  return { done, requests: arrivals.length / processes, arrivals, issued }
}

/** The default of `refreshAt` lies in the middle of 0.80 and 0.90. */
const meanShare = 0.85

export interface Steady {
  readonly processes: number
  readonly seed: number
  readonly lifetime: number
  readonly endpoint: EndpointName
  readonly within: number
  /** How many periods the run has; a period is the mean time between two token requests of a process. */
  readonly periods: number
  /** Width of the windows, ms. */
  readonly width: number
  readonly options?: HerdOptions['options']
  /** Share of the processes that is restarted in a minute. */
  readonly restarted?: number
  /** In this period, all processes are restarted within a minute. */
  readonly deployedIn?: number
}

export interface SteadyResult {
  /** The peak of each period, divided by the mean. */
  readonly ratios: readonly number[]
  /** The first period from which on no ratio is above 1.5. */
  readonly from: number | undefined
  readonly arrivals: readonly number[]
}

export async function steady(given: Steady): Promise<SteadyResult> {
  const { processes, seed, lifetime, endpoint, within, periods, width, options, restarted = 0, deployedIn } = given
  const create = endpointsOf(processes / shortest)[endpoint]
  const herd = createHerd({ processes, seed, lifetime, endpoint: create, ...(options && { options }) })
  const period = lifetime * meanShare
  herd.startAll(within)
  if (restarted > 0) herd.restartAtRandom(60_000 / (processes * restarted))
  if (deployedIn !== undefined) herd.clock.setTimeout(() => herd.startAll(60_000), deployedIn * period)
  await herd.clock.run(periods * period + width)
  const { arrivals } = herd.endpoint
  const ratios = peakRatios(arrivals, { processes, period, width }, periods)
  return { ratios, from: steadyFrom(ratios, 1.5), arrivals }
}
