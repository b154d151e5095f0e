import { MissingPrerequisite, startRedis } from '@everbearer/redis-server'
import { startTestbed } from '@everbearer/testbed'
import { missing, type Stage } from '../stage.ts'
import type { Servers } from './run-examples.ts'

/** Starts what the examples talk to. */
export async function startServers(stage: Pick<Stage, 'steps' | 'whenMissing'>): Promise<Servers & AsyncDisposable> {
  const testbed = await startTestbed()
  const redis = await startRedis().catch(async (error: unknown) => {
    if (!(error instanceof MissingPrerequisite)) throw error
    await missing(stage, 'examples that need Redis', error.message)
    return undefined
  })
  return {
    testbed,
    redisUrl: redis?.url,
    async [Symbol.asyncDispose]() {
      await Promise.all([testbed[Symbol.asyncDispose](), redis?.stop()])
    },
  }
}
