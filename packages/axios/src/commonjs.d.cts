import type { Coordinator } from '@everbearer/core' with { 'resolution-mode': 'import' }

// The augmentation of `with-bearer.ts` once more, for the types that axios has for CommonJS.
declare module 'axios' {
  // oxlint-disable-next-line no-explicit-any -- an augmentation repeats the original's parameters
  interface AxiosRequestConfig<D = any, P = any> {
    /** The token to send. `true`: from the client's coordinator. `false`: no token. A coordinator: from this coordinator. @default true */
    bearer?: boolean | Coordinator | undefined
  }
}
