import type { ResponseReply } from '../../http/reply.ts'
import { type Check, ok, warning, wrong } from '../finding.ts'
import { printable } from '../printable.ts'

export const rateLimit: Check = {
  id: 'rate-limit',
  about: 'what the token endpoint says about a limit: 429, Retry-After, RateLimit, X-RateLimit-Remaining',
  source: 'RFC 6585 §4, RFC 9110 §10.2.3',
  findings({ tokenRequests }) {
    const replies = tokenRequests.map(({ reply }) => reply).filter((reply) => reply.kind === 'response')
    const limited = replies.find(({ status }) => status === 429)
    if (limited !== undefined) {
      const { 'retry-after': after } = limited.headers
      const pause = after === undefined ? 'It names no time to wait.' : `Retry-After: ${printable(after, 40)}.`
      return [
        wrong(
          `The token endpoint has had too many requests. ${pause}`,
          'Share one token between processes: a store. Then run doctor again.',
        ),
      ]
    }
    const left = replies.map(leftOf).filter((number) => number !== undefined)
    if (left.length === 0) return replies.length === 0 ? [] : [ok('The token endpoint announces no limit.')]
    const least = Math.min(...left)
    if (least > 10) return [ok(`The token endpoint announces a limit: ${least} requests are left.`)]
    return [
      warning(`The token endpoint announces a limit: only ${least} requests are left.`, 'Share one token between processes: a store.'),
    ]
  },
}

/**
 * Returns how many requests the server still allows; undefined: unknown. The number comes from both forms of the draft "RateLimit header
 * fields for HTTP", or from the older `X-RateLimit-Remaining`.
 */
function leftOf({ headers }: ResponseReply): number | undefined {
  const text =
    headers['ratelimit-remaining'] ?? headers['x-ratelimit-remaining'] ?? /(?:\br|remaining)=(\d+)/.exec(headers['ratelimit'] ?? '')?.[1]
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined
}
