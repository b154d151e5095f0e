import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { findBinary } from '../../../../internal/runtimes/binaries.ts'
import { bundleProgram } from '../../../../internal/runtimes/bundle.ts'
import { createPlace, openStore } from '../place.ts'
import { type Runner, startWorker } from '../processes/start-worker.ts'

vi.setConfig({ testTimeout: 120_000 })

const args = { Bun: ['run'], Deno: ['run', '--allow-all', '--no-config', '--no-lock', '--quiet'] }

for (const runtime of ['Bun', 'Deno'] as const) {
  const program = findBinary(runtime)
  const needed = program !== undefined || Boolean(process.env['CI'])
  const title = needed ? runtime : `${runtime} (missing: run "npm run runtimes")`

  it.runIf(needed)(`processes of ${title} and Node share one file`, async () => {
    expect(program, `${runtime} is missing: run "npm run runtimes"`).toBeDefined()
    const file = await bundleProgram({ id: `file-${runtime}`, input: join(import.meta.dirname, '..', 'processes', 'worker.ts'), runtime })
    const runner: Runner = { program: program!, args: args[runtime], file }
    const { path } = await createPlace()
    const last = 30

    const watcher = startWorker(['watch', path, last], runner)
    await watcher.line('watching')
    const writers = [runner, runner, undefined].map((each, index) => startWorker(['save', path, last, `w${index}`], each))
    const outcomes = await Promise.all(writers.map(({ ended }) => ended))
    expect(outcomes.map(({ code, output }) => (code === 0 ? 0 : output))).toEqual([0, 0, 0])
    const saved = writers.flatMap(({ lines }) => lines.map((line) => line['saved'] as number))
    expect(saved.toSorted((a, b) => a - b)).toEqual(Array.from({ length: last }, (_, index) => index + 1))
    expect((await watcher.ended).output).toContain(`{"noticed":${last}}`)

    const leases = [runner, undefined].map((each) => startWorker(['lease', path, 3], each))
    await Promise.all(leases.map(({ ended }) => ended))
    expect(leases.flatMap(({ lines }) => lines)).toEqual(Array.from({ length: 6 }, () => ({ lease: 'exclusive' })))
  })

  it.runIf(needed)(`a process of ${title} ends, though it has not ended its subscription`, async () => {
    expect(program, `${runtime} is missing: run "npm run runtimes"`).toBeDefined()
    const file = await bundleProgram({ id: `file-${runtime}`, input: join(import.meta.dirname, '..', 'processes', 'worker.ts'), runtime })
    const { path } = await createPlace()
    const subscriber = startWorker(['subscribe', path], { program: program!, args: args[runtime], file })
    await subscriber.line('subscribed')
    expect(await subscriber.ended).toMatchObject({ code: 0, timedOut: false })
  })

  it.runIf(needed && process.platform !== 'win32')(`a process of ${title} that was stopped with the lock replaces nothing`, async () => {
    expect(program, `${runtime} is missing: run "npm run runtimes"`).toBeDefined()
    const file = await bundleProgram({ id: `file-${runtime}`, input: join(import.meta.dirname, '..', 'processes', 'worker.ts'), runtime })
    const { path } = await createPlace()
    const stopped = startWorker(['stop', path], { program: program!, args: args[runtime], file })
    await stopped.line('stopped')
    await startWorker(['commit', path, 0, 'other']).ended
    stopped.kill('SIGCONT')
    expect(await stopped.line('saved')).toEqual({ saved: false })
    expect((await openStore(path).load()).record?.accessToken).toBe('other')
  })
}
