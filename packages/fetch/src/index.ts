export * from '@everbearer/core'
export { type BearerFetch, type BearerInit, type Fetch, withBearer } from './with-bearer.ts'
