import { parseArgs } from 'node:util'
import { isSecretName, looksLikeSecret } from './misplaced-secrets.ts'
import { UsageError } from './usage-error.ts'

/** An option of a command. */
export interface OptionRow {
  /** Name of the value in the help; undefined: the option has no value. */
  readonly placeholder?: string | undefined
  readonly about: string
  /** Description of the allowed values, for errors: "expected …". */
  readonly allowed?: string | undefined
  readonly fits?: ((text: string) => boolean) | undefined
  /** True: the option may be given several times. */
  readonly multiple?: boolean | undefined
}

/** Returns an option whose value is one of these names. */
export function oneOf(placeholder: string, names: readonly string[], about: string): OptionRow {
  return { placeholder, about, allowed: `one of ${names.join(', ')}`, fits: (text) => names.includes(text) }
}

export type OptionTable = Readonly<Record<string, OptionRow>>

/** The values that the user gave, by the name of the option. An option without a value has one empty text. */
export type ArgumentValues = ReadonlyMap<string, readonly string[]>

/**
 * Reads the arguments of a command.
 *
 * @throws {UsageError} an argument is unknown, given twice, of the wrong form, or looks like a secret
 */
export function readArguments(table: OptionTable, args: readonly string[]): ArgumentValues {
  const kinds = Object.entries(table).map(([name, row]) => [name, { type: row.placeholder === undefined ? 'boolean' : 'string' } as const])
  // `strict` is false, as the error messages of parseArgs quote arguments.
  const { tokens } = parseArgs({ args: [...args], options: Object.fromEntries(kinds), strict: false, tokens: true })
  const given = new Map<string, readonly string[]>()
  for (const token of tokens) {
    if (token.kind !== 'option') throw new UsageError('every argument must be an option or its value; see --help')
    const { name, value } = token
    if (isSecretName(name))
      throw new UsageError(`--${name} is no option: other users can read arguments; see --help for the environment variables`)
    const row = Object.hasOwn(table, name) ? table[name] : undefined
    if (row === undefined)
      throw new UsageError(`unknown option${/^ -{1,2}[a-z-]{1,24}$/i.exec(` ${token.rawName}`)?.[0] ?? ''}; see --help`)
    if (given.has(name) && row.multiple !== true) throw new UsageError(`--${name}: expected once`)
    given.set(name, [...(given.get(name) ?? []), readValue(name, row, value, table)])
  }
  return given
}

function readValue(name: string, row: OptionRow, value: string | undefined, table: OptionTable): string {
  if (row.placeholder === undefined) {
    if (value !== undefined) throw new UsageError(`--${name}: expected no value`)
    return ''
  }
  const isOption = value?.startsWith('--') === true && Object.hasOwn(table, value.slice(2).split('=', 1)[0] ?? '')
  if (value === undefined || value === '' || isOption) throw new UsageError(`--${name}: expected ${row.allowed ?? 'a value'}`)
  if (looksLikeSecret(value)) throw new UsageError(`--${name}: the value looks like a secret, and other users can read arguments`)
  if (row.fits?.(value) === false) throw new UsageError(`--${name}: expected ${row.allowed}`)
  return value
}
