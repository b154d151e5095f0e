import type { Contender } from '../contenders/contender.ts'
import { clients, contendersOf } from '../contenders/index.ts'
import type { ExpiryJob, ExpiryTimes } from '../jobs/expiry.ts'
import type { TestbedAddress } from '../jobs/testbed.ts'
import { runJob, startJob } from '../measure/job.ts'
import { quantile } from '../measure/statistics.ts'
import type { RunOptions } from './run-options.ts'

/** ms. */
export interface Latency {
  readonly p50: number
  readonly p99: number
  readonly max: number
}

export interface ExpiryRow extends Pick<Contender, 'client' | 'name' | 'role'> {
  readonly latency?: Latency
  readonly bare?: Latency
  readonly requests?: number
  readonly failed?: number
  readonly tokenCalls?: number
  /** Why there are no figures. */
  readonly cannot?: string
}

/** s. Everbearer refreshes from 0.8 of it on, and requests wait from 0.95 on: time enough for the slow token endpoint. */
const lifetime = 3
/** ms. */
const endpointTime = 300

export async function measureExpiry({
  effort,
  say,
  only = clients,
}: RunOptions & { readonly only?: readonly string[] }): Promise<ExpiryRow[]> {
  await using testbed = await startJob<TestbedAddress>('testbed', { lifetime, endpointTime })
  const duration = effort.expiries * lifetime * 1000
  const rows: ExpiryRow[] = []
  for (const client of only) {
    for (const { name, role, cannot } of await contendersOf(client)) {
      if (role === 'bare' || role === 'floor') continue
      say(`expiry under load: ${name}`)
      const row = { client, name, role }
      const job: ExpiryJob = { client, name, testbed: testbed.first, duration }
      rows.push({ ...row, ...(cannot?.expiry === undefined ? await measureContender(job, effort.processes) : { cannot: cannot.expiry }) })
    }
  }
  return rows
}

/** Adds up several processes, one after another: the slowest hundredth of a few thousand requests is a matter of chance. */
async function measureContender(job: ExpiryJob, processes: number): Promise<Partial<ExpiryRow>> {
  const runs: ExpiryTimes[] = []
  for (let run = 0; run < processes; run++) runs.push(await runJob<ExpiryTimes>('expiry', job, []))
  const [times, bareTimes] = [runs.flatMap((run) => run.times), runs.flatMap((run) => run.bareTimes)]
  const total = (name: 'failed' | 'tokenCalls'): number => runs.reduce((sum, run) => sum + run[name], 0)
  const failed = total('failed')
  return { latency: latencyOf(times), bare: latencyOf(bareTimes), requests: times.length + failed, failed, tokenCalls: total('tokenCalls') }
}

function latencyOf(times: readonly number[]): Latency {
  const sorted = times.toSorted((a, b) => a - b)
  return { p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99), max: quantile(sorted, 1) }
}
