import isNetworkError from 'is-network-error'
import { causesOf } from './causes.ts'

/** The error classes of mistakes in code. A failed fetch rejects with a `TypeError`, too, so the class alone does not show a mistake. */
const classes = [TypeError, ReferenceError, RangeError, EvalError, URIError] as const

/**
 * A pattern for messages of failed fetches that the package `is-network-error` does not recognize: truncated or undecodable bodies on Deno
 * and workerd, Safari's message if the error has a stack, and React Native's time-out.
 */
const moreWords = /^(?:error (?:reading|decoding) |Load failed|Network request )|\b(?:gzip|brotli|CRC|EOF|end of file)\b/i

/**
 * Checks whether a thrown value comes from a mistake in code, such as a call of `undefined`. A failed fetch is no mistake. The package
 * `is-network-error` recognizes the error of a failed fetch, or its chain of causes has a system code such as `ECONNRESET`. Returns false
 * for error classes of libraries, because such errors can be mistakes or failures.
 */
export function isProgrammingError(thrown: unknown): boolean {
  return classes.some((each) => thrown instanceof each) && !causesOf(thrown).some(isFailedFetch)
}

function isFailedFetch(cause: unknown): boolean {
  return isNetworkError(cause) || hasSystemCode(cause) || (cause instanceof TypeError && moreWords.test(cause.message))
}

/**
 * Checks whether an error has the code of a failure, such as `ECONNRESET`. False for Node's codes of mistakes in code, such as
 * `ERR_INVALID_URL` for a relative URL.
 */
function hasSystemCode(cause: unknown): boolean {
  const { code } = cause as { code?: unknown }
  return typeof code === 'string' && !/^ERR_(?:\w+_)?(?:INVALID|MISSING|OUT_OF)_/.test(code)
}
