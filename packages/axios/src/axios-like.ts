import type { BearerInterceptor } from './interceptor.ts'

/**
 * An instance of axios, of either set of types. axios has one set for ES modules and one for CommonJS, and instances of one do not fit the
 * other. Both fit this type.
 */
export interface AxiosLike {
  readonly interceptors: {
    readonly request: { readonly use: (...interceptor: BearerInterceptor) => number }
  }
}
