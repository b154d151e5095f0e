import type { AxiosError, AxiosStatic } from 'axios'

/**
 * What is used of axios. Its classes have to be those of the client: under Node, `require('axios')` gives another copy
 * of axios than `import` does.
 */
export type AxiosLibrary = Pick<AxiosStatic, 'AxiosError' | 'AxiosHeaders' | 'CanceledError' | 'getAdapter'>

/** Is it an error of axios, of whichever copy? */
export function isAxiosError(error: unknown): error is AxiosError {
  return (error as Partial<AxiosError> | null | undefined)?.isAxiosError === true
}
