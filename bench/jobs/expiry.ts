// Sends requests at a steady rate while tokens expire, by one contender and its bare client in turns.
import { setTimeout as pause } from 'node:timers/promises'
import type { Issued } from '../contenders/contender.ts'
import { contendersOf } from '../contenders/index.ts'
import { jobOptions, say } from '../measure/job.ts'
import type { TestbedAddress } from './testbed.ts'

export interface ExpiryJob {
  readonly client: string
  readonly name: string
  readonly testbed: TestbedAddress
  /** ms. */
  readonly duration: number
}

export interface ExpiryTimes {
  /** How long the contender's requests took, ms, without those that failed. */
  readonly times: readonly number[]
  readonly bareTimes: readonly number[]
  readonly failed: number
  readonly tokenCalls: number
}

/** Between two requests, ms. */
const interval = 2
/** Who sends: the contender (0) or the bare client (1), in changing order. */
const turns = [0, 1, 1, 0]

const { client, name, testbed, duration } = jobOptions() as ExpiryJob
const all = await contendersOf(client)
const [bare, contender] = [all[0], all.find((each) => each.name === name)]
if (bare === undefined || contender === undefined) throw new Error(`no contender is called ${name}`)
const url = `${testbed.api}/orders`
let tokenCalls = 0

const sends = await Promise.all([
  contender.open({ url, obtain: () => obtain(testbed.short) }),
  bare.open({ url, obtain: () => obtain(testbed.long) }),
])
await Promise.all(sends.map((send) => send('GET')))
tokenCalls = 0
const [own = [], others = []] = await load()
const [times, bareTimes] = [own.filter(Number.isFinite), others.filter(Number.isFinite)]
await say({ times, bareTimes, failed: own.length - times.length, tokenCalls } satisfies ExpiryTimes)
process.exit()

/** Requests leave on time, even if earlier ones wait. So a wait delays no other request. */
async function load(): Promise<number[][]> {
  const lanes: Promise<number>[][] = sends.map(() => [])
  const begun = performance.now()
  for (let sent = 0; performance.now() - begun < duration; sent++) {
    const lane = turns[sent % turns.length]!
    lanes[lane]?.push(timed(() => sends[lane]!('GET')))
    const due = begun + (sent + 1) * interval - performance.now()
    if (due > 0) await pause(due)
  }
  return Promise.all(lanes.map((lane) => Promise.all(lane)))
}

async function timed(send: () => Promise<void>): Promise<number> {
  const begun = performance.now()
  try {
    await send()
    // To the µs: thousands of figures go through a pipe.
    return Math.round((performance.now() - begun) * 1000) / 1000
  } catch {
    return Infinity
  }
}

async function obtain({ clientId, clientSecret }: TestbedAddress['short']): Promise<Issued> {
  tokenCalls++
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret })
  const response = await fetch(testbed.tokenEndpoint, { method: 'POST', body })
  return (await response.json()) as Issued
}
