// oxlint-disable-next-line triple-slash-reference -- an import would be left in the program
/// <reference path="./commonjs.d.cts" preserve="true" />
export * from '@everbearer/core'
export { bearerFetch } from './bearer-fetch.ts'
export { withBearer } from './with-bearer.ts'
