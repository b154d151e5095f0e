import type { Coordinator } from '@everbearer/core' with { 'resolution-mode': 'import' }
import type { ResponseType } from 'ofetch' with { 'resolution-mode': 'require' }

// The augmentation of `with-bearer.ts` once more, for the types that ofetch has for CommonJS.
declare module 'ofetch' {
  // oxlint-disable-next-line no-explicit-any -- an augmentation repeats the original's parameters
  interface FetchOptions<R extends ResponseType = ResponseType, T = any> {
    /** `false`: the request is sent without a token. A coordinator: its token is used, for example for another account. @default true */
    bearer?: boolean | Coordinator | undefined
  }
}
