import { startControl } from '@everbearer/testbed/control'
import type { TestProject } from 'vitest/node'
import type { Servers } from '../../fetch-failures/failures.ts'
import { startBrokenServer } from '../../fetch-failures/server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** URL of the testbeds' control server. */
    control: string
    /** Where requests fail. */
    broken: Servers
    /** Does this run have a part of the behaviours? */
    isPart: boolean
  }
}

/** The page can't start servers: it is told where they are. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const control = await startControl()
  const broken = await startBrokenServer()
  project.provide('control', control.url)
  project.provide('broken', { url: broken.url, unreachable: broken.unreachable })
  project.provide('isPart', process.env['EVERBEARER_TEST_SET'] === 'rest')
  return async () => {
    await Promise.all([control.close(), broken[Symbol.asyncDispose]()])
  }
}
