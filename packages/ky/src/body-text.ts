import type { Options } from 'ky'

/**
 * Returns a function that gives the body text of ky's Request. Call that function after ky has made the Request. Undefined: the body is no
 * text, or a hook may have replaced the body.
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
