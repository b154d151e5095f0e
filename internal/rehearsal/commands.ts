import { inheritedEnvironment, type Outcome, startProcess } from '../tools/run-process.ts'

/** Runs programs until the rehearsal is interrupted. */
export interface Commands {
  /** Runs a program to its end. */
  readonly run: (command: Command, options: CommandOptions) => Promise<Outcome>
  /** @throws {CommandFailed} the program ended with another code than 0 */
  readonly need: (command: Command, options: CommandOptions) => Promise<Outcome>
}

/** A program and its arguments. */
export type Command = readonly [string, ...string[]]

export interface CommandOptions {
  readonly cwd: string
  /** Variables beside those of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Longest that the program may run, ms. @default 300,000 */
  readonly timeout?: number
}

/** A program failed. The message has the last lines of its output. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed'
}

/** @param signal - ends the programs under way */
export function createCommands(signal: AbortSignal): Commands {
  async function run([program, ...args]: Command, { cwd, env, timeout = 300_000 }: CommandOptions): Promise<Outcome> {
    signal.throwIfAborted()
    const running = startProcess(program, args, { cwd, env: { ...environment(), ...env }, timeout, group: true })
    const kill = (): void => running.kill('SIGKILL')
    signal.addEventListener('abort', kill)
    const outcome = await running.ended
    signal.removeEventListener('abort', kill)
    signal.throwIfAborted()
    return outcome
  }

  return {
    run,
    async need(command, options) {
      const outcome = await run(command, options)
      if (outcome.code !== 0) throw new CommandFailed(describeFailure(command, outcome))
      return outcome
    },
  }
}

/** What a command was, how it ended, and the last lines that it wrote. */
export function describeFailure(command: Command, { code, signal, timedOut, output }: Outcome): string {
  const end = timedOut ? 'took too long' : `ended with ${code ?? signal}`
  return [`${command.join(' ')} ${end}`, ...output.trimEnd().split('\n').slice(-30)].join('\n')
}

/** Variables that say who publishes, and settings of package managers. */
const leftOut = /^(ACTIONS_ID_TOKEN_|PNPM_CONFIG_|YARN_|NODE_AUTH_TOKEN$|NPM_TOKEN$)/i

/**
 * Nothing of a workflow's identity: no registry can get a token for it. No proxy for a registry on this machine. And the registry that
 * this machine's npm is set to use, by its variable in small letters, which projects replace.
 */
function environment(): Record<string, string | undefined> {
  const past = ['127.0.0.1', process.env['NO_PROXY'] ?? process.env['no_proxy']].filter(Boolean).join(',')
  return {
    ...Object.fromEntries(Object.entries(inheritedEnvironment()).filter(([name]) => !leftOut.test(name))),
    npm_config_registry: process.env['npm_config_registry'] ?? process.env['NPM_CONFIG_REGISTRY'],
    NO_PROXY: past,
    no_proxy: past,
    CI: undefined,
    FORCE_COLOR: undefined,
    NO_COLOR: '1',
  }
}
