import { isRedirect } from '../../http/reply.ts'
import { type Check, ok, wrong } from '../finding.ts'
import { printableUrl } from '../printable.ts'

export const redirects: Check = {
  id: 'redirects',
  about: 'the token endpoint does not redirect',
  source: 'RFC 9700 §4.12',
  findings({ tokenRequests, tokenEndpoint }) {
    const replies = tokenRequests.map(({ reply }) => reply).filter((reply) => reply.kind === 'response')
    const redirect = replies.find(isRedirect)
    if (redirect !== undefined) {
      const { location } = redirect.headers
      const to = location === undefined ? 'without a location' : `to ${printableUrl(location, tokenEndpoint)}`
      return [
        wrong(
          `The token endpoint redirects ${to} (status ${redirect.status}). Credentials do not follow redirects.`,
          'If you trust that address, name it by --token-endpoint.',
        ),
      ]
    }
    return replies.length === 0 ? [] : [ok('The token endpoint does not redirect.')]
  },
}
