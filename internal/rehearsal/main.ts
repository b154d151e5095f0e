import { constants } from 'node:os'
import { join } from 'node:path'
import { runCommand } from '../tools/command-line.ts'
import { rehearsal } from './options.ts'
import { rehearse } from './rehearse.ts'

await runCommand(rehearsal, async ({ with: more, node, ci, update }) => {
  const started = performance.now()
  const interruption = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interruption.abort(signal))
  try {
    const { steps, skipped, faults } = await rehearse({
      root: join(import.meta.dirname, '..', '..'),
      managers: ['npm', 'pnpm', ...(ci ? [] : more)],
      nodes: ci ? ['oldest', '24'] : node,
      whenMissing: ci ? 'fail' : 'skip',
      update,
      signal: interruption.signal,
      say: console.log,
    })
    const seconds = Math.round((performance.now() - started) / 1000)
    console.log(`rehearsal: ${steps} steps, ${skipped} skipped, ${faults.length} faults (${seconds} s)`)
    return faults.length > 0 ? 1 : 0
  } catch (error) {
    if (!interruption.signal.aborted) throw error
    return 128 + constants.signals[interruption.signal.reason as 'SIGINT' | 'SIGTERM']
  }
})
