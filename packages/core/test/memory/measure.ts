// Run with --expose-gc. Prints, for each workload, by how many bytes the heap grew over the whole of it, as JSON.
import { setImmediate } from 'node:timers/promises'
import { type Fifth, workloads } from './workloads.ts'

/** What is alive on the heap, bytes. Several turns, as what one collection frees may let go of more. */
async function heapUsed(): Promise<number> {
  for (let turn = 0; turn < 5; turn++) {
    await setImmediate()
    globalThis.gc!()
  }
  return process.memoryUsage().heapUsed
}

/**
 * Five times the second smallest of five: what is kept shows in every fifth, while a table of the engine's that grows
 * or shrinks shows in a few. Before the work is measured, the engine gets used to it.
 */
async function growth(work: Fifth): Promise<number> {
  for (let fifth = 0; fifth < 3; fifth++) await work()
  const grown: number[] = []
  let before = await heapUsed()
  for (let fifth = 0; fifth < 5; fifth++) {
    await work()
    const after = await heapUsed()
    grown.push(after - before)
    before = after
  }
  return 5 * grown.toSorted((a, b) => a - b)[1]!
}

const grown: Record<string, number> = {}
for (const [name, prepare] of Object.entries(workloads)) grown[name] = await growth(await prepare())
process.stdout.write(JSON.stringify(grown))
