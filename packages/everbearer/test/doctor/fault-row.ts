import type { ClientOptions, CorsOptions, Fault, FaultScope, Testbed } from '@everbearer/testbed'
import type { Limits } from '../../src/http/reply.ts'

/** One fault, and what doctor must say of it. */
export interface FaultRow {
  /** As `check level`. No other finding than these and `mayFind` is a warning or wrong. */
  readonly finds: readonly string[]
  /** Findings that follow from the fault, too. */
  readonly mayFind?: readonly string[]
  readonly switchOn?: (testbed: Testbed) => () => void
  readonly client?: ClientOptions
  readonly cors?: boolean | CorsOptions
  /** Path and query of the API. @default '/orders' */
  readonly path?: string
  readonly args?: readonly string[]
  /** The secret that doctor gets. @default the right one */
  readonly secret?: string
  readonly limits?: Partial<Limits>
  /** How far the printed options get: no token, a token, an accepted request, or a refresh after a rejection. @default 'refresh' */
  readonly optionsWork?: 'never' | 'token' | 'request' | 'refresh'
  /** The status of the accepted request. @default 200 */
  readonly status?: number
}

/** Faults by name. */
export type FaultTable<Name extends string = string> = Readonly<Record<Name, FaultRow>>

/** Switches a fault on at the token endpoint. */
export const atTokenEndpoint =
  (fault: Fault, scope?: FaultScope) =>
  (testbed: Testbed): (() => void) =>
    testbed.failTokenEndpoint(fault, scope)
/** Switches a fault on at the API. */
export const atApi =
  (fault: Fault, scope?: FaultScope) =>
  (testbed: Testbed): (() => void) =>
    testbed.failApi(fault, scope)
