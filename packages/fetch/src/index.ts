export * from '@everbearer/core'
export type { Fetch } from './fetch-like.ts'
export { hasUnauthenticatedError } from './has-unauthenticated-error.ts'
export { type BearerFetch, type BearerInit, withBearer, type WithBearerOptions } from './with-bearer.ts'
