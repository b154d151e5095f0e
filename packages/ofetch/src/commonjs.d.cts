import type { Coordinator } from '@everbearer/core' with { 'resolution-mode': 'import' }
import type { ResponseType } from 'ofetch' with { 'resolution-mode': 'require' }

// The augmentation of `with-bearer.ts` once more, for the types that ofetch has for CommonJS.
declare module 'ofetch' {
  // oxlint-disable-next-line no-explicit-any -- an augmentation repeats the original's parameters
  interface FetchOptions<R extends ResponseType = ResponseType, T = any> {
    /** The token to send. `true`: from the client's coordinator. `false`: no token. A coordinator: from this coordinator. @default true */
    bearer?: boolean | Coordinator | undefined
  }
}
