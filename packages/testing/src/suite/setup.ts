import type { CoordinatorOptions } from '@everbearer/core'
import type { RemoteClientOptions, TestbedOptions } from '../server/remote.ts'

/** The options of a behaviour's test context that differ from the defaults. */
export interface Setup {
  /** Options for the registration of the client at the authorization server. */
  readonly account?: RemoteClientOptions
  readonly coordinator?: Partial<CoordinatorOptions>
  readonly testbed?: TestbedOptions
}
