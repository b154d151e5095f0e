import type { BearerInterceptor } from './interceptor.ts'

/**
 * An instance of axios. axios has two sets of types, for ES modules and for CommonJS, which are not compatible. Instances of both sets fit
 * this type.
 */
export interface AxiosLike {
  readonly interceptors: {
    readonly request: { readonly use: (...interceptor: BearerInterceptor) => number }
  }
}
