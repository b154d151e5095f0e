export * from '@everbearer/core'
export { bearerInterceptor, withBearer } from './with-bearer.ts'
