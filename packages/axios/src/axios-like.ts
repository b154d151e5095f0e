import type { BearerInterceptor } from './interceptor.ts'

/**
 * An instance of axios, as far as its type matters here. axios has one set of types for ES modules and one for
 * CommonJS, and an instance of the one does not fit the other; both fit this.
 */
export interface AxiosLike {
  readonly interceptors: {
    readonly request: { readonly use: (...interceptor: BearerInterceptor) => number }
  }
}
