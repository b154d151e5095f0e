import type { Command } from './command.ts'
import { renderHelp, renderOverview } from './help.ts'
import { readArguments } from './options.ts'
import type { Terminal } from './terminal.ts'
import { UsageError } from './usage-error.ts'

/** The width of help text that goes to a file or a pipe, columns. */
const usualWidth = 80

/**
 * Runs the command that the first argument names. Errors are written to standard error, in one line.
 *
 * @returns the exit code of the command. After wrong input or without a command: 2. After an unexpected error: 1
 */
export async function runCommandLine(commands: readonly Command[], args: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...others] = args
  if (name === undefined || name === '--help' || name === '-h') {
    terminal.print(renderOverview(commands))
    return name === undefined ? 2 : 0
  }
  const command = commands.find((each) => each.name === name)
  try {
    if (command === undefined) throw new UsageError(`expected a command: ${commands.map((each) => each.name).join(', ')}; see --help`)
    if (others.includes('--help') || others.includes('-h')) {
      terminal.print(renderHelp(command, Math.min(terminal.width ?? usualWidth, 110)))
      return 0
    }
    return await command.run(readArguments(command.options, others), terminal)
  } catch (error) {
    terminal.progress(undefined)
    if (error instanceof UsageError) {
      terminal.warn(`everbearer${command === undefined ? '' : ` ${command.name}`}: ${error.message}`)
      return 2
    }
    // The message of an unexpected error may quote a secret, so it is not shown.
    terminal.warn(`everbearer: unexpected ${error instanceof Error ? error.name : 'failure'}; please report it`)
    return 1
  }
}
