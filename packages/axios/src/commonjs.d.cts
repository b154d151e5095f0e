import type { Coordinator } from '@everbearer/core' with { 'resolution-mode': 'import' }

// The augmentation of `with-bearer.ts` once more, for the types that axios has for CommonJS.
declare module 'axios' {
  // oxlint-disable-next-line no-explicit-any -- an augmentation repeats the original's parameters
  interface AxiosRequestConfig<D = any, P = any> {
    /** `false`: the request is sent without a token. A coordinator: its token is used, for example for another account. @default true */
    bearer?: boolean | Coordinator | undefined
  }
}
