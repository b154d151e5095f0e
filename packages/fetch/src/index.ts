export * from '@everbearer/core'
export type { Fetch } from './fetch-like.ts'
export { type BearerFetch, type BearerInit, withBearer } from './with-bearer.ts'
