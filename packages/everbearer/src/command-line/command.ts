import type { ArgumentValues, OptionTable } from './options.ts'
import type { Terminal } from './terminal.ts'

/** A command of `everbearer`. */
export interface Command {
  readonly name: string
  /** One line, for the list of commands. */
  readonly summary: string
  readonly about: string
  /** Whole command lines, without the secrets. */
  readonly examples: readonly string[]
  readonly options: OptionTable
  /** Environment variables and exit codes. */
  readonly notes: string
  /**
   * Runs the command.
   *
   * @returns the exit code
   * @throws {UsageError} the options do not go together
   */
  readonly run: (given: ArgumentValues, terminal: Terminal) => Promise<number>
}
