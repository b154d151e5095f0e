import { constants } from 'node:os'
import { runCommand, UsageError } from '../internal/tools/command-line.ts'
import { demo } from './options.ts'
import { openRealTarget } from './real-target.ts'
import { run } from './run.ts'
import { type RunOptions, runOptionsOf } from './run-options.ts'
import { type Target, UnusableTargetError } from './target.ts'
import { createTerminal, type Terminal } from './terminal.ts'

// A reader that has seen enough, as `head`, closes the pipe.
process.stdout.on('error', () => process.exit(128 + constants.signals.SIGPIPE))

await runCommand(demo, async (values) => {
  const options = runOptionsOf(values, process.env)
  const interruption = new AbortController()
  const { signal } = interruption
  let interruptedBy: NodeJS.Signals | undefined
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    // Once only: a second Ctrl-C ends the process at once.
    process.once(name, () => {
      interruptedBy = name
      interruption.abort()
    })
  }
  try {
    const good = await start(options, createTerminal(process.stdout, process.env), signal)
    return interruptedBy === undefined ? Number(!good) : exitCodeOf(interruptedBy)
  } catch (error) {
    if (interruptedBy !== undefined) return exitCodeOf(interruptedBy)
    if (error instanceof UnusableTargetError) throw new UsageError(error.message)
    console.error(`demo: unexpected ${error instanceof Error ? error.name : 'failure'}`)
    return 1
  }
})

async function start(options: RunOptions, terminal: Terminal, signal: AbortSignal): Promise<boolean | undefined> {
  const { target: chosen, duration } = options
  if (chosen.kind === 'fleet') {
    const { runFleet } = await import('./fleet/run-fleet.ts')
    return runFleet(chosen, duration, terminal, signal)
  }
  await using target = await open(chosen, signal)
  return await run(options, target, terminal, signal)
}

async function open(target: Exclude<RunOptions['target'], { readonly kind: 'fleet' }>, signal: AbortSignal): Promise<Target> {
  if (target.kind === 'real') return openRealTarget(target, signal)
  // Loaded late, as it takes a while and only the embedded server needs it.
  const { startEmbeddedTarget } = await import('./embedded-target.ts')
  return startEmbeddedTarget(target.lifetime)
}

/** The shells' convention for a process that a signal ended. */
function exitCodeOf(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal]
}
