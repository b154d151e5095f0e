import { constants } from 'node:os'
import { adapters } from './adapters.ts'
import { helpText } from './help.ts'
import { parseOptions, type RunOptions } from './options.ts'
import { openRealTarget } from './real-target.ts'
import { run } from './run.ts'
import { type Target, UnusableTargetError } from './target.ts'
import { createTerminal } from './terminal.ts'

const names = Object.keys(adapters)
const command = parseOptions(process.argv.slice(2), process.env, names)

// A reader such as `head` closes the pipe early.
process.stdout.on('error', () => process.exit(128 + constants.signals.SIGPIPE))

if (command.kind === 'help') process.stdout.write(helpText(names))
else if (command.kind === 'wrong') complain(command.line, 2)
else await main(command.options)

async function main(options: RunOptions): Promise<void> {
  const interruption = new AbortController()
  const { signal } = interruption
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    // Once only: a second Ctrl-C ends the process at once.
    process.once(name, () => {
      process.exitCode = 128 + constants.signals[name]
      interruption.abort()
    })
  }
  try {
    await using target = await open(options, signal)
    const good = await run(options, target, createTerminal(process.stdout, process.env), signal)
    if (!signal.aborted) process.exitCode = good ? 0 : 1
  } catch (error) {
    if (signal.aborted) return
    if (error instanceof UnusableTargetError) complain(error.message, 2)
    else complain(`unexpected ${error instanceof Error ? error.name : 'failure'}`, 1)
  }
}

async function open({ target }: RunOptions, signal: AbortSignal): Promise<Target> {
  if (target.kind === 'real') return openRealTarget(target, signal)
  // Loaded late, as it takes a while and only the embedded server needs it.
  const { startEmbeddedTarget } = await import('./embedded-target.ts')
  return startEmbeddedTarget(target.lifetime)
}

function complain(line: string, exitCode: number): void {
  console.error(`demo: ${line}`)
  process.exitCode = exitCode
}
