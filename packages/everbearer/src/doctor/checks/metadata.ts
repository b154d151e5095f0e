import { describeReply, isRedirect } from '../../http/reply.ts'
import { type Check, ok, wrong } from '../finding.ts'
import { printableUrl } from '../printable.ts'

export const metadata: Check = {
  id: 'metadata',
  about: "the issuer's metadata can be read, and name a token endpoint",
  source: 'RFC 8414 §3, OpenID Connect Discovery 1.0 §4',
  findings({ metadata: reading, target }) {
    if (reading === undefined) return []
    const last = reading.attempts.at(-1)
    if (reading.fields === undefined) {
      const tried = reading.attempts.map(({ url, reply }) => `${printableUrl(url)}: ${describeReply(reply)}`)
      const moved = last !== undefined && isRedirect(last.reply) ? ' A redirect is not followed.' : ''
      return [wrong(`No metadata could be read. ${tried.join('; ')}.${moved}`, 'Check --issuer, or name the endpoint by --token-endpoint.')]
    }
    const endpoint = reading.fields['token_endpoint']
    const read = `Metadata are at ${printableUrl(last?.url ?? target.issuer ?? '')}.`
    if (typeof endpoint === 'string' && URL.canParse(endpoint)) return [ok(read)]
    return [wrong(`${read} They name no usable token endpoint.`, 'Name the endpoint by --token-endpoint.', 'RFC 8414 §2')]
  },
}
