import type { RegisteredClient } from '@everbearer/testbed'
import type { SessionKind } from '../log-line.ts'

/** Where the sessions of a fleet are stored, as one process sees it. */
export type StoreAddress =
  | { readonly kind: 'key-value'; readonly port: number }
  | { readonly kind: 'redis'; readonly port: number }
  | { readonly kind: 'file'; readonly folder: string }

/** What a process of the fleet is started with. */
export interface WorkerSettings {
  /** E.g. `p3.1`: the second process in the third place. */
  readonly name: string
  readonly logFile: string
  readonly tokenEndpoint: string
  readonly api: string
  readonly sessions: readonly SessionKind[]
  readonly clients: Readonly<Record<SessionKind, RegisteredClient>>
  readonly store: StoreAddress
  /** How far the wall clock of the process is off, ms. */
  readonly skew: number
  /** Does the store say what time it is? */
  readonly hasStoreClock: boolean
  /** Does the store give leases? Without leases, more processes claim a refresh token at the same time. */
  readonly hasLeases: boolean
  /** When a refresh is due, as a fraction of the lifetime; absent: each process draws its own. */
  readonly refreshAt?: number | undefined
  /** Time between two requests of one session, ms. */
  readonly interval: number
  /** Lifetime of the access tokens, ms. Time-outs are in proportion to it. */
  readonly lifetime: number
}

/** What a process of the fleet is asked to do. */
export type WorkerCommand =
  | {
      readonly kind: 'login'
      readonly tokens: { readonly access_token: string; readonly refresh_token: string; readonly expires_in: number }
    }
  | { readonly kind: 'stop' }

/** What a process of the fleet reports: it runs; its login session has served requests; its login session has ended. */
export type WorkerNotice = { readonly kind: 'ready' | 'serving' | 'session-ended' }

/** The lifetime for which the defaults of the time-outs are right, ms. */
const usualLifetime = 10_000

/** A time of the options, in proportion to the lifetime of the tokens. */
export function scaled(ms: number, { lifetime }: Pick<WorkerSettings, 'lifetime'>): number {
  return Math.ceil((ms * Math.min(lifetime, usualLifetime)) / usualLifetime)
}

/** How long a lease lasts without a heartbeat, ms, for the usual lifetime. */
export const leaseTime = 5_000
