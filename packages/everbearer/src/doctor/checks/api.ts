import { describeReply, isRedirect, isSuccess, type Reply } from '../../http/reply.ts'
import { type Check, type Finding, ok, warning, wrong } from '../finding.ts'
import type { Observations } from '../observations.ts'
import { printableUrl } from '../printable.ts'

export const api: Check = {
  id: 'api',
  about: 'the API accepts a fresh token',
  source: 'RFC 6750 §3.1',
  findings(observations) {
    const { api: reading, target } = observations
    if (reading === undefined) return []
    const url = printableUrl(reading.url)
    if (reading.freshToken === undefined) {
      return reading.noToken.kind === 'response'
        ? []
        : [wrong(`${url}: ${describeReply(reading.noToken)}.`, 'Check --api and the network.')]
    }
    return [...ofFresh(url, reading.freshToken, target.scope), ...slowness(reading.freshToken, observations)]
  },
}

function ofFresh(url: string, fresh: Reply, scope: string | undefined): Finding[] {
  if (isSuccess(fresh)) return [ok(`${url} accepts a fresh token.`)]
  if (fresh.kind === 'no-response' || fresh.status >= 500) {
    return [wrong(`${url}: ${describeReply(fresh)} to a fresh token.`, 'The fault is in the API, or on the way to it.', 'RFC 9110 §15.6')]
  }
  if (isRedirect(fresh)) {
    const to = fresh.headers['location']
    const target = to === undefined ? 'without a location' : `to ${printableUrl(to, url)}`
    return [warning(`${url} redirects ${target}.`, 'The token follows to no other origin. Name the final URL by --api.', 'RFC 9110 §15.4')]
  }
  const challenge = fresh.headers['www-authenticate'] ?? ''
  if (/insufficient_scope/.test(challenge)) {
    return [
      wrong(
        `${url} wants another scope than ${scope === undefined ? 'the default' : 'you asked for'}.`,
        'Name the scope of the API: --scope.',
      ),
    ]
  }
  if (/insufficient_user_authentication/.test(challenge)) {
    return [wrong(`${url} wants a stronger login.`, 'No refresh brings that. Sign in again with what the challenge names.', 'RFC 9470 §3')]
  }
  if (fresh.status === 401 || fresh.status === 403) {
    const remedy = 'Check the audience (--parameter audience=…), the issuer that the API trusts, and its clock.'
    return [wrong(`${url} rejects a fresh token: status ${fresh.status}.`, remedy)]
  }
  if (fresh.status === 429) return [warning(`${url} has had too many requests: status 429.`, 'Run doctor again later.', 'RFC 6585 §4')]
  return [warning(`${url} responds with status ${fresh.status} to a fresh token.`, 'Choose a URL by --api that a GET can read.')]
}

function slowness({ duration }: Reply, { limits }: Observations): Finding[] {
  if (duration <= limits.slow || duration >= limits.response) return []
  return [warning(`The API took ${(duration / 1000).toFixed(1)} s.`, 'A token may end on such a way. Everbearer then replays the request.')]
}
