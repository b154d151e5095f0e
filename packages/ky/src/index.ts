export * from '@everbearer/core'
export { bearerInit, withBearer } from './with-bearer.ts'
