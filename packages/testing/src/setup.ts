import type { CoordinatorOptions } from '@everbearer/core'
import type { RemoteClientOptions, TestbedOptions } from '@everbearer/testbed/remote'

/** How the test context of a behaviour differs from the plain one. */
export interface Setup {
  readonly account?: RemoteClientOptions
  readonly coordinator?: Partial<CoordinatorOptions>
  readonly testbed?: TestbedOptions
}
