import type { Coordinator } from '@everbearer/core' with { 'resolution-mode': 'import' }

// The augmentation of `with-bearer.ts` once more, for the types that axios has for CommonJS.
declare module 'axios' {
  // oxlint-disable-next-line no-explicit-any -- an augmentation repeats the original's parameters
  interface AxiosRequestConfig<D = any, P = any> {
    /** `false`: this request goes out without a token. A coordinator: with its token, as of the account that the request is for. */
    bearer?: boolean | Coordinator | undefined
  }
}
