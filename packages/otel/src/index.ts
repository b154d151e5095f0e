export { observe, type Observation } from './observe.ts'
export type { ObserveOptions } from './options.ts'
