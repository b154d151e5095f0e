import type { Options } from 'ky'

/**
 * Tells, once ky has made a Request of the options, the text that it was made with; undefined where its body is something else, or a
 * hook may have put another in its place.
 */
export function captureBodyText(options: Options): () => string | undefined {
  const { stringifyJson = JSON.stringify } = options
  let json: string | undefined
  if (options.json !== undefined) options.stringifyJson = (data) => (json = stringifyJson(data))
  return () => {
    const { beforeRequest, beforeRetry, afterResponse } = options.hooks ?? {}
    if (beforeRequest?.length || beforeRetry?.length || afterResponse?.length) return undefined
    if (options.json !== undefined) return json
    return typeof options.body === 'string' ? options.body : undefined
  }
}
