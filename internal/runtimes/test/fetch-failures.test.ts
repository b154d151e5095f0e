import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findBinary } from '../binaries.ts'
import { bundleProgram } from '../bundle.ts'
import type { RuntimeName } from '../targets.ts'
import { expected, type ObservedFailure } from '../fetch-failures/failures.ts'
import { type BrokenServer, startBrokenServer } from '../fetch-failures/server.ts'
import { runProgram } from '../run-in-process.ts'
import { serveWorker } from '../workerd.ts'
import { missing } from './missing.ts'

const programs = join(import.meta.dirname, '..', 'fetch-failures')

let servers: BrokenServer
beforeAll(async () => {
  servers = await startBrokenServer()
})
afterAll(() => servers[Symbol.asyncDispose]())

describe.each(['Node 22', 'Node 24', 'Node 26', 'Bun', 'Deno', 'workerd'] as const)('on %s', (runtime) => {
  it('a request that fails is passing trouble, and a mistake in the code of a source is none', async ({ skip }) => {
    const program = findBinary(runtime)
    if (program === undefined) missing(runtime, skip)
    const observed = await (runtime === 'workerd' ? inWorkerd(program) : inProcess(program, runtime))
    const shown = observed.map((failure) => `${failure.kind}: ${failure.shown}`).join('\n')
    expect(Object.fromEntries(observed.map((failure) => [failure.kind, failure.class])), shown).toEqual(expected)
    expect(Object.fromEntries(observed.map(({ kind, name }) => [kind, name])), shown).toMatchSnapshot()
  })
})

async function inProcess(program: string, runtime: RuntimeName): Promise<ObservedFailure[]> {
  const file = await bundleProgram({
    id: `fetch-failures-${runtime.toLowerCase().replace(' ', '-')}`,
    input: join(programs, 'process.ts'),
    runtime,
  })
  const observed: ObservedFailure[] = []
  const { url, unreachable } = servers
  await runProgram(
    { program, file, runtime },
    [JSON.stringify({ url, unreachable })],
    (line) => void observed.push(JSON.parse(line) as ObservedFailure),
  )
  return observed
}

async function inWorkerd(program: string): Promise<ObservedFailure[]> {
  const file = await bundleProgram({ id: 'fetch-failures-workerd', input: join(programs, 'worker.ts'), runtime: 'workerd' })
  const worker = await serveWorker(program, file)
  try {
    const { url, unreachable } = servers
    const response = await fetch(worker.url, { method: 'POST', body: JSON.stringify({ url, unreachable }) })
    return (await response.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as ObservedFailure)
  } finally {
    worker.close()
  }
}
