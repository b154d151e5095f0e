import { parseArgs } from 'node:util'
import { formatSeconds } from './format.ts'
import { bounds, fewestLifetimes, type OptionName, type OptionSpec, optionTable, realOnly } from './option-table.ts'

/** What a run is told. */
export interface RunOptions {
  /** ms. */
  readonly duration: number
  /** Workers per adapter. */
  readonly concurrency: number
  /** Names of the adapters that take part. */
  readonly adapters: readonly string[]
  readonly target: EmbeddedOptions | RealOptions
}

/** The demo's own server. */
interface EmbeddedOptions {
  readonly kind: 'embedded'
  /** Lifetime of the access tokens, ms. */
  readonly lifetime: number
}

/** A system of the user's. */
export interface RealOptions {
  readonly kind: 'real'
  readonly endpoint: { readonly issuer: string } | { readonly tokenEndpoint: string }
  readonly clientId: string
  readonly clientSecret: string
  readonly scope: string | undefined
  readonly api: string
}

/** What the command line asks for. */
export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'run'; readonly options: RunOptions }
  | { readonly kind: 'wrong'; readonly line: string }

/** Reads the command line. */
export function parseOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  adapterNames: readonly string[],
): Command {
  try {
    const values = readValues(args)
    if (values.has('help')) return { kind: 'help' }
    return { kind: 'run', options: readRun(values, env, adapterNames) }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    return { kind: 'wrong', line: error.message }
  }
}

/** Its message is for the user, and names no value. */
class UsageError extends Error {}

type Values = ReadonlyMap<OptionName, string>

const secretVariable = 'EVERBEARER_CLIENT_SECRET'

function readValues(args: readonly string[]): Values {
  const options = Object.fromEntries(
    Object.entries<OptionSpec>(optionTable).map(([name, { value }]) => [
      name,
      { type: value === undefined ? 'boolean' : 'string' } as const,
    ]),
  )
  // Not strict: parseArgs' own messages quote arguments, and one of those may be a secret.
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true })
  const values = new Map<OptionName, string>()
  for (const token of tokens) {
    if (token.kind !== 'option') throw new UsageError('every argument must be an option or its value; see --help')
    const { name, rawName, value, inlineValue } = token
    if (!isOption(name)) {
      throw new UsageError(`unknown option ${/^-*[a-z-]{0,20}/i.exec(rawName)?.[0]}; allowed are ${allNames()}`)
    }
    const { value: placeholder }: OptionSpec = optionTable[name]
    // A secret may well begin with a dash; only another option means that the value was left out.
    const missing = !value || (!inlineValue && isOption(/^--([^=]+)/.exec(value)?.[1] ?? ''))
    if (placeholder === undefined ? value !== undefined : missing) throw wrong(name)
    values.set(name, value ?? '')
  }
  return values
}

function readRun(values: Values, env: Readonly<Record<string, string | undefined>>, adapterNames: readonly string[]): RunOptions {
  const duration = seconds(values, 'duration', 20_000)
  const common = {
    duration,
    concurrency: wholeNumber(values, 'concurrency', 8),
    adapters: chooseAdapters(values.get('adapters'), adapterNames),
  }
  if (values.has('issuer') || values.has('token-endpoint')) return { ...common, target: readReal(values, env) }
  const orphan = realOnly.find((name) => values.has(name))
  if (orphan !== undefined) throw new UsageError(`--${orphan}: allowed only together with --issuer or --token-endpoint`)
  return { ...common, target: { kind: 'embedded', lifetime: readLifetime(values, duration) } }
}

function readLifetime(values: Values, duration: number): number {
  const lifetime = seconds(values, 'lifetime', Math.min(3_000, duration / 4))
  if (duration >= lifetime * fewestLifetimes) return lifetime
  throw new UsageError(`--duration: expected at least ${fewestLifetimes} lifetimes, here ${formatSeconds(lifetime * fewestLifetimes)}`)
}

function readReal(values: Values, env: Readonly<Record<string, string | undefined>>): RealOptions {
  const issuer = values.get('issuer')
  const tokenEndpoint = values.get('token-endpoint')
  if (values.has('lifetime')) throw new UsageError('--lifetime: allowed only without --issuer and --token-endpoint; your server sets it')
  if (issuer !== undefined && tokenEndpoint !== undefined)
    throw new UsageError('--issuer and --token-endpoint: only one of the two is allowed')
  const clientSecret = values.get('client-secret') ?? env[secretVariable]
  if (!clientSecret) throw new UsageError(`--client-secret is missing; give it, or set ${secretVariable}`)
  const endpoint =
    issuer === undefined
      ? { tokenEndpoint: url('token-endpoint', required(values, 'token-endpoint'), isSafe) }
      : { issuer: url('issuer', issuer, isSafe) }
  return {
    kind: 'real',
    endpoint,
    clientId: required(values, 'client-id'),
    clientSecret,
    scope: values.get('scope'),
    api: url('api', required(values, 'api'), () => true),
  }
}

function chooseAdapters(list: string | undefined, known: readonly string[]): readonly string[] {
  if (list === undefined) return known
  const names = list.split(',').map((name) => name.trim())
  const fits = names.every((name) => known.includes(name)) && new Set(names).size === names.length
  if (!fits) throw new UsageError(`--adapters: expected ${optionTable.adapters.allowed}: ${known.join(', ')}`)
  return names
}

/** ms. */
function seconds(values: Values, name: 'duration' | 'lifetime', otherwise: number): number {
  const text = values.get(name)
  return text === undefined ? otherwise : Math.round(number(name, text, /^\d+(\.\d+)?$/) * 1000)
}

function wholeNumber(values: Values, name: 'concurrency', otherwise: number): number {
  const text = values.get(name)
  return text === undefined ? otherwise : number(name, text, /^\d+$/)
}

function number(name: keyof typeof bounds, text: string, form: RegExp): number {
  const value = Number(text)
  const { least, most } = bounds[name]
  if (!form.test(text) || value < least || value > most) throw wrong(name)
  return value
}

function url(name: OptionName, text: string, allows: (url: URL) => boolean): string {
  const parsed = URL.parse(text)
  const fits = parsed !== null && /^https?:$/.test(parsed.protocol) && !parsed.username && !parsed.password && allows(parsed)
  if (!fits) throw wrong(name)
  return text
}

/** As the token sources see it: a secret in clear only stays on this machine. */
function isSafe({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}

function required(values: Values, name: OptionName): string {
  const value = values.get(name)
  if (value === undefined) throw new UsageError(`--${name} is missing; expected ${optionTable[name].allowed}`)
  return value
}

function wrong(name: OptionName): UsageError {
  return new UsageError(`--${name}: expected ${optionTable[name].allowed}`)
}

function isOption(name: string): name is OptionName {
  return Object.hasOwn(optionTable, name)
}

function allNames(): string {
  return Object.keys(optionTable)
    .map((name) => `--${name}`)
    .join(', ')
}
