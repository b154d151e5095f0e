import { describeReply, isTransient, type Reply } from '../../http/reply.ts'
import { type Check, type Finding, ok, warning, wrong } from '../finding.ts'
import { isGranted, type TokenRequestReading } from '../observations.ts'

export const tokenEndpoint: Check = {
  id: 'token-endpoint',
  about: 'the token endpoint responds, in time and with JSON',
  source: 'RFC 6749 §5',
  findings({ tokenRequests, limits, tokenEndpoint: endpoint, target }) {
    if (endpoint === undefined) {
      return target.issuer === undefined
        ? []
        : [wrong('No secret was sent: there is no token endpoint to trust.', 'See the findings above.')]
    }
    const obtains = tokenRequests.filter(({ purpose }) => purpose === 'obtain')
    const last = obtains.at(-1)
    if (last === undefined) return []
    const slowest = Math.max(...tokenRequests.map(({ reply }) => reply.duration))
    const found = [...failures(obtains, last), ...withoutJson(last), ...slowness(slowest, limits.slow)]
    return found.length > 0 ? found : [ok('The token endpoint responds in time.')]
  },
}

function failures(obtains: readonly TokenRequestReading[], last: TokenRequestReading): Finding[] {
  const failed = obtains.filter(({ reply }) => isTransient(reply) || reply.kind === 'no-response')
  if (failed.length === 0) return []
  const kinds = [...new Set(failed.map(({ reply }) => describeReply(reply)))].join(', ')
  const sentence = `${failed.length} of ${obtains.length} token requests failed: ${kinds}.`
  if (isGranted(last)) return [warning(sentence, 'Everbearer retries such a request. Ask the operator if this goes on.')]
  return [wrong(sentence, remedyFor(last.reply))]
}

function remedyFor(reply: Reply): string {
  if (reply.kind === 'response') return 'The fault is in the server, or in a proxy before it. Ask its operator.'
  return reply.code === 'timeout' ? 'Look for a firewall or an overloaded server.' : 'Check the name, the port and the network.'
}

/** Reports a response without a JSON object, such as a page of a proxy or a login page. */
function withoutJson({ reply, fields }: TokenRequestReading): Finding[] {
  if (reply.kind !== 'response' || fields !== undefined || reply.status >= 500 || (reply.status >= 300 && reply.status < 400)) return []
  const type = /^[\w/+.-]{1,60}/.exec(reply.headers['content-type'] ?? '')?.[0] ?? 'no content type'
  const body = reply.ended ? `${reply.bytes} bytes of ${type}` : 'a body without an end'
  const sentence = `The token endpoint responded with status ${reply.status} and ${body}, and not with a JSON object.`
  return [wrong(sentence, 'Check the URL, and what a proxy before the server does.', 'RFC 6749 §5.1')]
}

function slowness(slowest: number, limit: number): Finding[] {
  if (slowest <= limit) return []
  const seconds = (slowest / 1000).toFixed(1)
  return [warning(`A token request took ${seconds} s.`, 'Requests wait for it if no token is left. An earlier refreshAt hides it.')]
}
