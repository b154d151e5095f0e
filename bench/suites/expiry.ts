import type { Contender } from '../contenders/contender.ts'
import { clients, contendersOf } from '../contenders/index.ts'
import type { ExpiryFigures, ExpiryJob } from '../jobs/expiry.ts'
import type { TestbedAddress } from '../jobs/testbed.ts'
import { runJob, startJob } from '../measure/job.ts'
import type { RunOptions } from './run-options.ts'

export interface ExpiryRow extends Pick<Contender, 'client' | 'name' | 'role'>, Partial<ExpiryFigures> {
  /** Why there are no figures. */
  readonly cannot?: string
}

/** s. The soft window of ours begins at 0.8 of it, the hard one at 0.95: time enough for the slow token endpoint. */
const lifetime = 3
/** ms. */
const endpointTime = 300

export async function measureExpiry({ effort, say, only = clients }: RunOptions & { readonly only?: readonly string[] }): Promise<ExpiryRow[]> {
  await using testbed = await startJob<TestbedAddress>('testbed', { lifetime, endpointTime })
  const duration = effort.expiries * lifetime * 1000
  const rows: ExpiryRow[] = []
  for (const client of only) {
    for (const { name, role, cannot } of await contendersOf(client)) {
      if (role === 'bare' || role === 'floor') continue
      say(`expiry under load: ${name}`)
      const row = { client, name, role }
      const job: ExpiryJob = { client, name, testbed: testbed.first, duration }
      rows.push(cannot?.expiry === undefined ? { ...row, ...(await runJob<ExpiryFigures>('expiry', job, [])) } : { ...row, cannot: cannot.expiry })
    }
  }
  return rows
}
