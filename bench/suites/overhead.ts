import type { Contender, Method } from '../contenders/contender.ts'
import { clients } from '../contenders/index.ts'
import type { OverheadJob, OverheadRounds } from '../jobs/overhead.ts'
import { runJob, startJob } from '../measure/job.ts'
import { type Ratio, ratioOf, type Spread, spreadOf } from '../measure/statistics.ts'
import type { Transport } from '../transport/install.ts'
import type { RunOptions } from './run-options.ts'

/** What one contender's requests cost. */
export interface OverheadRow extends Pick<Contender, 'client' | 'name' | 'role'> {
  readonly transport: Transport
  readonly method: Method
  /** µs per request. */
  readonly time?: Spread
  /** To the bare client. */
  readonly ratio?: Ratio
  /** Allocated per request. */
  readonly bytes?: number
  /** Why there are no figures. */
  readonly cannot?: string
}

/** The transports of a client. axios, Azure's pipeline and the clients of fetch have one each. */
function transportsOf(client: string): readonly Transport[] {
  return client === 'axios' || client === 'azure' ? ['no-op', 'loopback'] : ['no-op', 'function', 'loopback']
}

export async function measureOverhead({
  effort,
  seed,
  say,
  transports,
  only = clients,
}: RunOptions & {
  readonly transports: readonly Transport[]
  readonly only?: readonly string[]
}): Promise<OverheadRow[]> {
  await using api = await startJob<{ url: string }>('api', {})
  const rows: OverheadRow[] = []
  for (const client of only) {
    for (const transport of transportsOf(client).filter((each) => transports.includes(each))) {
      for (const method of ['GET', 'POST'] as const) {
        say(`${client}, ${method}, ${transport}`)
        const url = transport === 'loopback' ? api.first.url : 'https://api.example.com/orders?page=1'
        const job = { client, method, transport, url, roundTime: 3, rounds: effort.rounds }
        rows.push(...(await measureClient(job, effort.processes, seed)))
      }
    }
  }
  return rows
}

/** Measures in several processes, one after another, as the compiler's choices differ between processes. */
async function measureClient(job: Omit<OverheadJob, 'seed'>, processes: number, seed: number): Promise<OverheadRow[]> {
  const runs: OverheadRounds[] = []
  for (let run = 0; run < processes; run++) runs.push(await runJob<OverheadRounds>('overhead', { ...job, seed: seed + run }))
  const { client, method, transport } = job
  const timesOf = (index: number): number[] => runs.flatMap((run) => run[index]?.measured?.times ?? [])
  const base = timesOf(0)
  return (runs[0] ?? []).map(({ name, role, cannot }, index) => {
    const row = { client, name, role, method, transport }
    const times = timesOf(index)
    if (times.length === 0) return { ...row, cannot: cannot?.[transport === 'loopback' ? 'loopback' : 'overhead'] ?? 'not measured' }
    const bytes = spreadOf(runs.flatMap((run) => run[index]?.measured?.bytes ?? [])).median
    return { ...row, time: spreadOf(times), ratio: ratioOf(times, base), bytes: Math.round(bytes) }
  })
}
