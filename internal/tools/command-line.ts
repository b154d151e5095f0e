import { parseArgs } from 'node:util'
import { flag, type Option } from './option-kinds.ts'

/** A command with options, as `npm run` starts it. */
export interface Command<Options extends OptionTable> {
  /** Begins each complaint. */
  readonly name: string
  /** How it is started, e.g. `npm run fuzz --`. */
  readonly start: string
  readonly about: string
  readonly options: Options
  /** Ends the help. */
  readonly notes?: string
}

export type OptionTable = Readonly<Record<string, Option<unknown>>>

/** The value of each option. */
export type Values<Options extends OptionTable> = {
  readonly [Name in keyof Options]: Options[Name] extends Option<infer Value> ? Value : never
}

/** A command line is wrong. The message says what is allowed, in one line, and quotes no value. */
export class UsageError extends TypeError {
  override readonly name = 'UsageError'
  readonly code = 'ERR_USAGE'
}

const help = flag('this text')

/**
 * Reads the options of a command line. An option that is given twice counts as given last.
 *
 * @returns `'help'` if `--help` is among them
 * @throws {UsageError} an option is unknown, or its value is missing or not allowed
 */
export function readOptions<Options extends OptionTable>(table: Options, args: readonly string[]): Values<Options> | 'help' {
  const given = collect({ ...table, help }, args)
  if (given.has('help')) return 'help'
  const values = Object.entries(table).map(([name, option]) => {
    const texts = given.get(name)
    const value = texts === undefined ? option.absent : option.read(texts)
    if (texts !== undefined && value === undefined) throw notAllowed(name, option)
    return [name, value]
  })
  return Object.fromEntries(values) as Values<Options>
}

/**
 * Runs a command, and sets the exit code: 2 with one line on standard error for a `UsageError`, else what `main` returns.
 *
 * @param main - gets the values; may throw a `UsageError` for values that do not go together
 */
export async function runCommand<Options extends OptionTable>(
  { name, start, about, options, notes }: Command<Options>,
  main: (values: Values<Options>) => Promise<number>,
  args: readonly string[] = process.argv.slice(2),
): Promise<void> {
  try {
    const values = readOptions(options, args)
    if (values === 'help')
      process.stdout.write(
        `${[`Usage: ${start} [options]`, about, optionLines({ ...options, help }), notes].filter(Boolean).join('\n\n')}\n`,
      )
    else process.exitCode = await main(values)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    console.error(`${name}: ${error.message}`)
    process.exitCode = 2
  }
}

/** The options as the help lists them, a line each. */
function optionLines(table: OptionTable): string {
  const heads = Object.entries(table).map(([name, { placeholder }]) => `--${name}${placeholder === undefined ? '' : ` <${placeholder}>`}`)
  const width = Math.max(...heads.map(({ length }) => length)) + 2
  return Object.values(table)
    .map(({ about }, i) => `  ${heads[i]!.padEnd(width)}${about}`)
    .join('\n')
}

function collect(table: OptionTable, args: readonly string[]): Map<string, string[]> {
  const kinds = Object.entries(table).map(([name, { placeholder }]) => [
    name,
    { type: placeholder === undefined ? 'boolean' : 'string' } as const,
  ])
  // Not strict: the messages of parseArgs quote arguments, and one of those may be a secret.
  const { tokens } = parseArgs({ args: [...args], options: Object.fromEntries(kinds), strict: false, tokens: true })
  const given = new Map<string, string[]>()
  for (const token of tokens) {
    if (token.kind !== 'option') throw new UsageError('every argument must be an option or its value; see --help')
    const { name, rawName, value, inlineValue } = token
    const option = optionOf(table, name)
    if (option === undefined) throw new UsageError(`unknown option ${/^-*[a-z-]{0,20}/i.exec(rawName)?.[0]}; allowed are ${namesIn(table)}`)
    // A value may begin with a dash; only another option means that it was left out.
    const isMissing = !value || (!inlineValue && optionOf(table, /^--([^=]+)/.exec(value)?.[1] ?? '') !== undefined)
    if (option.placeholder === undefined ? value !== undefined : isMissing) throw notAllowed(name, option)
    given.set(name, [...(given.get(name) ?? []), value ?? ''])
  }
  return given
}

function optionOf(table: OptionTable, name: string): Option<unknown> | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined
}

function notAllowed(name: string, { allowed }: Option<unknown>): UsageError {
  return new UsageError(`--${name}: expected ${allowed}`)
}

function namesIn(table: OptionTable): string {
  return Object.keys(table)
    .map((name) => `--${name}`)
    .join(', ')
}
