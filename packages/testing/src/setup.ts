import type { CoordinatorOptions } from '@everbearer/core'
import type { RemoteClientOptions, TestbedOptions } from '@everbearer/testbed/remote'

/** The options of a behaviour's test context that differ from the defaults. */
export interface Setup {
  readonly account?: RemoteClientOptions
  readonly coordinator?: Partial<CoordinatorOptions>
  readonly testbed?: TestbedOptions
}
