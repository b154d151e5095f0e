// oxlint-disable-next-line triple-slash-reference -- an import would be left in the program
/// <reference path="./commonjs.d.cts" preserve="true" />
export * from '@everbearer/core'
export type { AxiosLike } from './axios-like.ts'
export type { BearerInterceptor } from './interceptor.ts'
export { bearerInterceptor, withBearer } from './with-bearer.ts'
