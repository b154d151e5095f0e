import type { Contender } from '../contenders/contender.ts'
import { clients, contendersOf } from '../contenders/index.ts'
import type { StormJob, StormMemory, StormTime } from '../jobs/storm.ts'
import { runJob } from '../measure/job.ts'
import type { RunOptions } from './run-options.ts'

export interface StormRow
  extends Pick<Contender, 'client' | 'name' | 'role'>, Pick<StormJob, 'kind' | 'callers'>, Partial<StormTime & StormMemory> {
  /** Why there are no figures. */
  readonly cannot?: string
}

const storms: readonly Pick<StormJob, 'kind' | 'callers'>[] = [
  { kind: 'cold', callers: 1_000 },
  { kind: 'cold', callers: 10_000 },
  { kind: 'stale', callers: 1_000 },
]

export async function measureStorms({ say, only = clients }: RunOptions & { readonly only?: readonly string[] }): Promise<StormRow[]> {
  const rows: StormRow[] = []
  for (const storm of storms) {
    for (const client of only) {
      for (const { name, role, cannot } of await contendersOf(client)) {
        if (role === 'floor' || (role === 'bare' && storm.kind === 'stale')) continue
        say(`${storm.callers} ${storm.kind} callers: ${name}`)
        const row = { client, name, role, ...storm }
        const reason = cannot?.[`${storm.kind} storm`]
        rows.push(reason === undefined ? { ...row, ...(await figuresOf({ ...storm, client, name })) } : { ...row, cannot: reason })
      }
    }
  }
  return rows
}

async function figuresOf(storm: Omit<StormJob, 'measure'>): Promise<Partial<StormTime & StormMemory>> {
  const time = await runJob<StormTime>('storm', { ...storm, measure: 'time' })
  // Ten times as many waiters give the same bytes for each. Rejections hold no more memory than other responses.
  if (storm.kind === 'stale' || storm.callers > 1_000) return time
  return { ...time, ...(await runJob<StormMemory>('storm', { ...storm, measure: 'memory' })) }
}
