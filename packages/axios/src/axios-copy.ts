import type { AxiosError, AxiosStatic } from 'axios'

/**
 * The members of axios that this package uses. They must come from the client's copy of axios: on Node, `require('axios')` and `import`
 * load different copies.
 */
export type AxiosLibrary = Pick<AxiosStatic, 'AxiosError' | 'AxiosHeaders' | 'CanceledError' | 'getAdapter'>

/** Checks whether the error is an axios error, from any copy of axios. */
export function isAxiosError(error: unknown): error is AxiosError {
  return (error as Partial<AxiosError> | null | undefined)?.isAxiosError === true
}
