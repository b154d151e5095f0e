import type { ArgumentValues, OptionTable } from './options.ts'
import type { Terminal } from './terminal.ts'

/** A command of the command line `everbearer`, such as `everbearer doctor`. */
export interface Command {
  readonly name: string
  /** Summary in one line, for the list of commands. */
  readonly summary: string
  readonly about: string
  /** The lines of an example for the help. No line contains a secret. */
  readonly examples: readonly string[]
  readonly options: OptionTable
  /** Text about environment variables and exit codes. */
  readonly notes: string
  /**
   * Runs the command.
   *
   * @returns the exit code
   * @throws {UsageError} the options do not go together
   */
  readonly run: (given: ArgumentValues, terminal: Terminal) => Promise<number>
}
