/**
 * The suites that adapters and stores must pass, for any test runner.
 *
 * This entry is experimental: a release may add behaviours, and an adapter that passed may then fail.
 *
 * @experimental
 * @module
 */
export { adapterTests } from './suite/adapter-tests.ts'
export type { Behaviour, Need, Theme } from './suite/behaviour.ts'
export { behaviours } from './suite/behaviours/index.ts'
export type { Body, Call, Client, Failure, Reply, Subject } from './suite/client.ts'
export { browserLimits, limitsBeyondNode, limitsOfReactNative, withLimits } from './suite/platform-limits.ts'
export { limitOf } from './suite/limits.ts'
export { leaksOf } from './suite/leaks.ts'
export { targetId, type TargetReport, reported, type ReportedResult } from './suite/target-report.ts'
export { isUrl, replyOfFetch, spiedFetch } from './suite/over-fetch.ts'
export type { Platform } from './suite/platform.ts'
export { type Result, runBehaviour, runBehaviours, type RunOptions } from './suite/run.ts'
export type { Setup } from './suite/setup.ts'
export type { Outcome, TestContext } from './suite/test-context.ts'
export { type ClientSettings, defaultRetryOn, type Hooks, type Pool, type SeenRequest, type Transport } from './suite/settings.ts'
export type { ConformanceTest } from './suite/conformance-test.ts'
export type { StorePlace, StoreTraits } from './suite/stores/store-place.ts'
export type { CreateStorePlace } from './suite/stores/run-store-check.ts'
export { storeTests } from './suite/stores/store-tests.ts'
