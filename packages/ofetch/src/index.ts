export * from '@everbearer/core'
export { bearerFetch, withBearer } from './with-bearer.ts'
