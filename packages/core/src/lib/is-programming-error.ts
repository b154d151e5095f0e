import isNetworkError from 'is-network-error'
import { causesOf } from './causes.ts'

/** What the language throws at a mistake in code. `TypeError` is also what platforms reject a failed fetch with. */
const classes = [TypeError, ReferenceError, RangeError, EvalError, URIError] as const

/**
 * What `is-network-error` leaves out: on Deno and workerd, bodies that break off or can't be unpacked. Also Safari's words with a stack,
 * and React Native's time-out.
 */
const moreWords = /^(?:error (?:reading|decoding) |Load failed|Network request )|\b(?:gzip|brotli|CRC|EOF|end of file)\b/i

/**
 * Is this a mistake in code, such as a call of `undefined`? A failed fetch is no mistake: `is-network-error` knows it, or a system's
 * code such as `ECONNRESET` is in the chain of causes. Errors of libraries do not count: they can be either.
 */
export function isProgrammingError(thrown: unknown): boolean {
  return classes.some((each) => thrown instanceof each) && !causesOf(thrown).some(isFailedFetch)
}

function isFailedFetch(cause: unknown): boolean {
  return isNetworkError(cause) || hasSystemCode(cause) || (cause instanceof TypeError && moreWords.test(cause.message))
}

/** Node marks mistakes with codes, too: `ERR_INVALID_URL` for a relative URL, `ERR_INVALID_ARG_TYPE`. */
function hasSystemCode(cause: unknown): boolean {
  const { code } = cause as { code?: unknown }
  return typeof code === 'string' && !/^ERR_(?:\w+_)?(?:INVALID|MISSING|OUT_OF)_/.test(code)
}
