import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { ends, waits } from '../../../packages/core/test/exit/expected.ts'
import { findBinary } from '../binaries.ts'
import { bundleProgram } from '../bundle.ts'
import { argumentsOf } from '../run-in-process.ts'
import { missing } from './missing.ts'

const run = promisify(execFile)
const input = join(import.meta.dirname, '..', '..', '..', 'packages', 'core', 'test', 'exit', 'run.ts')

/** Core's own tests run the same on Node 24. */
describe.each(['Node 22', 'Node 26', 'Bun', 'Deno'] as const)('a process of %s', (runtime) => {
  const told = async (scenario: string): Promise<unknown> => {
    const file = await bundleProgram({ id: `process-end-${runtime.toLowerCase().replace(' ', '-')}`, input, runtime })
    const { stdout } = await run(findBinary(runtime)!, argumentsOf(runtime, file, [scenario]), { timeout: 15_000 })
    return JSON.parse(stdout)
  }

  it('ends although a refresh in the background is still under way, and not while a caller waits', async ({ skip }) => {
    if (findBinary(runtime) === undefined) missing(runtime, skip)
    for (const [scenario, expected] of [...ends, ...waits]) expect(await told(scenario), scenario).toEqual({ told: expected })
  })
})
