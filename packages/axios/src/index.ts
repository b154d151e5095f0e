export * from '@everbearer/core'
export { bearerInterceptor, type BearerInterceptor } from './interceptor.ts'
export { withBearer } from './with-bearer.ts'
