// Many callers at once. Either no caller has a token, or all have a token that the API rejects.
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'
import { contendersOf } from '../contenders/index.ts'
import { jobOptions, say } from '../measure/job.ts'
import type { Status } from '../transport/responses.ts'
import { installTransport } from '../transport/install.ts'

export interface StormJob {
  readonly client: string
  readonly name: string
  readonly kind: 'cold' | 'stale'
  readonly callers: number
  /** Memory is measured in a process of its own, as a first storm leaves garbage behind. */
  readonly measure: 'time' | 'memory'
}

export interface StormTime {
  /** Token calls that the storm caused. */
  readonly tokenCalls: number
  /** Callers without a response. */
  readonly failed: number
  /** ms from the first call to the last response. */
  readonly lastResponse: number
}

export interface StormMemory {
  /** Bytes for each caller, while all wait. */
  readonly perWaiter: number
}

/** How long the token endpoint takes, ms. */
const endpointTime = 100
/** Over how long the rejections of stale tokens arrive, ms. */
const refusalsOver = 500
/** A caller that still waits after this time counts as failed, ms. */
const patience = 60_000

const { client, name, kind, callers, measure } = jobOptions() as StormJob
const contender = (await contendersOf(client)).find((each) => each.name === name)
let tokenCalls = 0
let good: string | undefined
let refusals = 0
/** Holds back tokens, and the responses to a bare client, until memory has been measured. */
let gate: Promise<void> | undefined
const isBare = contender?.role === 'bare'

const setting = {
  url: 'https://api.example.com/orders?page=1',
  async obtain() {
    const call = ++tokenCalls
    await (gate ?? pause(endpointTime))
    good = `access-token-${call}`
    return { access_token: good, expires_in: 36_000 }
  },
  ...installTransport('no-op', async (authorization): Promise<Status> => {
    if (isBare && gate !== undefined) await gate
    else if (isBare && kind === 'cold') await pause(endpointTime)
    if (good !== undefined && authorization === `Bearer ${good}`) return 200
    if (kind === 'stale') await pause((refusals++ * refusalsOver) / callers)
    return 401
  }),
}

await say(await (measure === 'time' ? storm() : memoryOfWaiters()))
process.exit()

async function storm(): Promise<StormTime> {
  const send = await contender!.open(setting)
  if (kind === 'stale') {
    await send('GET')
    good = 'revoked'
  }
  tokenCalls = 0
  const begun = performance.now()
  const all = Promise.allSettled(Array.from({ length: callers }, () => send('GET')))
  const results = await Promise.race([all, pause(patience, [], { ref: false })])
  const answered = results.filter(({ status }) => status === 'fulfilled').length
  return { tokenCalls, failed: callers - answered, lastResponse: Math.round(performance.now() - begun) }
}

async function memoryOfWaiters(): Promise<StormMemory> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const send = await contender!.open(setting)
  gate = promise
  const before = heap()
  const all = Promise.allSettled(Array.from({ length: callers }, () => send('GET')))
  for (let turn = 0; turn < 20; turn++) await nextTurn()
  const after = heap()
  resolve()
  await Promise.race([all, pause(patience, undefined, { ref: false })])
  return { perWaiter: Math.round((after - before) / callers) }
}

function heap(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}
