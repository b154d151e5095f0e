// The augmentation of `with-bearer.ts` once more, for the types that axios has for CommonJS.
declare module 'axios' {
  // oxlint-disable-next-line no-explicit-any -- an augmentation repeats the original's parameters
  interface AxiosRequestConfig<D = any, P = any> {
    /** `false`: this request goes out without a token. */
    bearer?: boolean | undefined
  }
}

// oxlint-disable-next-line require-module-specifiers -- makes a module of the file
export {}
