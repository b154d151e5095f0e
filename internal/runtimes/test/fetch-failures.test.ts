import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findBinary } from '../binaries.ts'
import { bundleProgram } from '../bundle.ts'
import type { RuntimeName } from '../columns.ts'
import { expected, type ToldFailure } from '../fetch-failures/failures.ts'
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
    const told = await (runtime === 'workerd' ? inWorkerd(program) : inProcess(program, runtime))
    const shown = told.map((failure) => `${failure.kind}: ${failure.shown}`).join('\n')
    expect(Object.fromEntries(told.map((failure) => [failure.kind, failure.class])), shown).toEqual(expected)
    expect(Object.fromEntries(told.map(({ kind, name }) => [kind, name])), shown).toMatchSnapshot()
  })
})

async function inProcess(program: string, runtime: RuntimeName): Promise<ToldFailure[]> {
  const file = await bundleProgram({
    id: `fetch-failures-${runtime.toLowerCase().replace(' ', '-')}`,
    input: join(programs, 'process.ts'),
    runtime,
  })
  const told: ToldFailure[] = []
  const { url, refusing } = servers
  await runProgram(
    { program, file, runtime },
    [JSON.stringify({ url, refusing })],
    (line) => void told.push(JSON.parse(line) as ToldFailure),
  )
  return told
}

async function inWorkerd(program: string): Promise<ToldFailure[]> {
  const file = await bundleProgram({ id: 'fetch-failures-workerd', input: join(programs, 'worker.ts'), runtime: 'workerd' })
  const worker = await serveWorker(program, file)
  try {
    const { url, refusing } = servers
    const response = await fetch(worker.url, { method: 'POST', body: JSON.stringify({ url, refusing }) })
    return (await response.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as ToldFailure)
  } finally {
    worker.close()
  }
}
