import { type HotRow, hotRows } from '../hot-path/rows.ts'
import type { HotFigures, HotJob } from '../jobs/hot-path.ts'
import { runJob } from '../measure/job.ts'
import type { RunOptions } from './run-options.ts'

export interface HotPathRow extends HotFigures, Pick<HotRow, 'name' | 'role'> {}

export async function measureHotPath({ effort, say }: RunOptions): Promise<HotPathRow[]> {
  const rows: HotPathRow[] = []
  for (const { name, role } of hotRows) {
    say(`hot path: ${name}`)
    const job: HotJob = { name, rounds: Math.round(effort.rounds / 10), calls: 300_000 }
    rows.push({ name, role, ...(await runJob<HotFigures>('hot-path', job)) })
  }
  return rows
}
