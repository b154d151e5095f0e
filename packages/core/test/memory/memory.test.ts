import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'
import { workloads } from './workloads.ts'

/** Most that a workload may add to the heap, bytes: 5 for each waiter, a twentieth of one for each authorization. */
const flat = 500_000

const names = Object.keys(workloads)

describe('the heap', () => {
  let grown: Record<string, number> = {}

  // In a process of its own, which may call the garbage collector.
  beforeAll(async () => {
    const measure = fileURLToPath(new URL('measure.ts', import.meta.url))
    const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', measure])
    grown = JSON.parse(stdout) as Record<string, number>
  }, 120_000)

  test.for(names.filter((name) => !name.startsWith('control')))('is flat after %s', (name) => {
    expect(grown[name]).toBeLessThan(flat)
  })

  test.for(names.filter((name) => name.startsWith('control')))('is not, and it shows, in the %s', (name) => {
    expect(grown[name]).toBeGreaterThan(10 * flat)
  })
})
