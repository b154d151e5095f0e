import { UsageError } from '../internal/tools/command-line.ts'
import { formatSeconds } from './format.ts'
import { demo, type DemoValues, realOptions } from './options.ts'

/** What a run is told. */
export interface RunOptions {
  /** ms. */
  readonly duration: number
  /** Workers per adapter. */
  readonly concurrency: number
  /** Names of the adapters that take part. */
  readonly adapters: readonly string[]
  readonly target: EmbeddedOptions | RealOptions | FleetOptions
}

/** The demo's own server. */
interface EmbeddedOptions {
  readonly kind: 'embedded'
  /** Lifetime of the access tokens, ms. */
  readonly lifetime: number
}

/** Processes that share their tokens in a Redis. */
export interface FleetOptions {
  readonly kind: 'fleet'
  readonly processes: number
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

const secretVariable = 'EVERBEARER_CLIENT_SECRET'

/** Fewest lifetimes that leave room for a revocation and an outage. */
const fewestLifetimes = 3

/**
 * Decides what the values of the options mean together.
 *
 * @throws {UsageError} they do not go together, or one is missing
 */
export function runOptionsOf(values: DemoValues, env: Readonly<Record<string, string | undefined>>): RunOptions {
  const { concurrency, adapters } = values
  const common = { duration: milliseconds(values.duration), concurrency, adapters }
  if (values.fleet !== undefined) return { ...common, target: fleetOf(values, values.fleet, common.duration) }
  if (values.issuer !== undefined || values['token-endpoint'] !== undefined) return { ...common, target: realTargetOf(values, env) }
  const orphan = Object.keys(realOptions).find((name) => values[name as keyof DemoValues] !== undefined)
  if (orphan !== undefined) throw new UsageError(`--${orphan}: allowed only together with --issuer or --token-endpoint`)
  return { ...common, target: { kind: 'embedded', lifetime: lifetimeOf(values.lifetime, common.duration) } }
}

function fleetOf(values: DemoValues, processes: number, duration: number): FleetOptions {
  const stranger = Object.keys(realOptions).find((name) => values[name as keyof DemoValues] !== undefined)
  if (stranger !== undefined) throw new UsageError(`--${stranger}: allowed only without --fleet`)
  return { kind: 'fleet', processes, lifetime: lifetimeOf(values.lifetime ?? duration / 4_000, duration) }
}

function lifetimeOf(given: number | undefined, duration: number): number {
  const lifetime = given === undefined ? Math.min(3_000, duration / 4) : milliseconds(given)
  if (duration >= lifetime * fewestLifetimes) return lifetime
  throw new UsageError(`--duration: expected at least ${fewestLifetimes} lifetimes, here ${formatSeconds(lifetime * fewestLifetimes)}`)
}

function realTargetOf(values: DemoValues, env: Readonly<Record<string, string | undefined>>): RealOptions {
  const { issuer, 'token-endpoint': tokenEndpoint, scope } = values
  if (values.lifetime !== undefined)
    throw new UsageError('--lifetime: allowed only without --issuer and --token-endpoint; your server sets it')
  if (issuer !== undefined && tokenEndpoint !== undefined)
    throw new UsageError('--issuer and --token-endpoint: only one of the two is allowed')
  const clientSecret = values['client-secret'] ?? env[secretVariable]
  if (!clientSecret) throw new UsageError(`--client-secret is missing; give it, or set ${secretVariable}`)
  return {
    kind: 'real',
    endpoint: issuer === undefined ? { tokenEndpoint: required(values, 'token-endpoint') } : { issuer },
    clientId: required(values, 'client-id'),
    clientSecret,
    scope,
    api: required(values, 'api'),
  }
}

function required(values: DemoValues, name: keyof typeof realOptions): string {
  const value = values[name]
  if (value === undefined) throw new UsageError(`--${name} is missing; expected ${demo.options[name].allowed}`)
  return value
}

function milliseconds(seconds: number): number {
  return Math.round(seconds * 1000)
}
