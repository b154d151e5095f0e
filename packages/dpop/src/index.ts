export { type DpopAlgorithm } from './algorithms.ts'
export { type DpopKey } from './create-dpop-key.ts'
export { dpopKey, type DpopKeyOptions } from './dpop-key.ts'
export { indexedDbKey, type IndexedDbKeyOptions } from './indexed-db-key.ts'
