import { measureExpiry, type ExpiryRow } from './expiry.ts'
import { type HotPathRow, measureHotPath } from './hot-path.ts'
import { measureOverhead, type OverheadRow } from './overhead.ts'
import type { RunOptions } from './run-options.ts'
import { measureModules, measureOptIns, measurePurposes, measureSizes, type PurposeRow, type SizeRow } from './size.ts'
import { measureStorms, type StormRow } from './storms.ts'
import type { ModuleSize } from '../size/modules.ts'

/** The results of a run. A suite that was left out is missing. */
export interface Results {
  overhead?: readonly OverheadRow[]
  loopback?: readonly OverheadRow[]
  'hot-path'?: readonly HotPathRow[]
  storms?: readonly StormRow[]
  expiry?: readonly ExpiryRow[]
  size?: {
    readonly imports: readonly SizeRow[]
    readonly optIns: readonly ModuleSize[]
    readonly purposes: readonly PurposeRow[]
    readonly modules: readonly ModuleSize[]
  }
}

export type SuiteName = keyof Results

type Suites = { readonly [Name in SuiteName]-?: (options: RunOptions) => Promise<NonNullable<Results[Name]>> }

export const suites: Suites = {
  overhead: (options) => measureOverhead({ ...options, transports: ['no-op', 'function'] }),
  loopback: (options) => measureOverhead({ ...options, transports: ['loopback'] }),
  'hot-path': measureHotPath,
  storms: measureStorms,
  expiry: measureExpiry,
  size: async () => ({
    imports: await measureSizes(),
    optIns: await measureOptIns(),
    purposes: await measurePurposes(),
    modules: await measureModules(),
  }),
}

export const suiteNames = Object.keys(suites) as SuiteName[]
