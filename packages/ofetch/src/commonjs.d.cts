import type { Coordinator } from '@everbearer/core' with { 'resolution-mode': 'import' }
import type { ResponseType } from 'ofetch' with { 'resolution-mode': 'require' }

// The augmentation of `with-bearer.ts` once more, for the types that ofetch has for CommonJS.
declare module 'ofetch' {
  // oxlint-disable-next-line no-explicit-any -- an augmentation repeats the original's parameters
  interface FetchOptions<R extends ResponseType = ResponseType, T = any> {
    /** `false`: this request goes out without a token. A coordinator: with its token, as of the account that the request is for. */
    bearer?: boolean | Coordinator | undefined
  }
}
