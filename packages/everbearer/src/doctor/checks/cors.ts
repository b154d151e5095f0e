import { isSuccess, type Reply, type ResponseReply } from '../../http/reply.ts'
import { type Check, type Finding, ok, warning, wrong } from '../finding.ts'
import { printable } from '../printable.ts'

export const cors: Check = {
  id: 'cors',
  about: 'a page of --page-origin may call the API, send the token, and read the challenge',
  source: 'Fetch standard, CORS protocol',
  findings({ api }) {
    if (api?.pageOrigin === undefined || api.preflight === undefined) return []
    const { pageOrigin, preflight, wrongToken } = api
    if (new URL(api.url).origin === pageOrigin) return [ok('Page and API have one origin, so CORS does not apply.')]
    const found = [...ofPreflight(preflight, pageOrigin), ...ofChallenge(wrongToken, pageOrigin)]
    return found.length > 0 ? found : [ok(`A page of ${printable(pageOrigin)} may call the API, and read its challenge.`)]
  },
}

function ofPreflight(preflight: Reply, origin: string): Finding[] {
  if (preflight.kind === 'no-response' || !isSuccess(preflight))
    return [wrong('The preflight fails, so a page cannot send a token.', 'Let the API answer OPTIONS without a token, with 204.')]
  if (!allows(preflight, origin))
    return [wrong(`The preflight does not allow ${printable(origin)}.`, `Send Access-Control-Allow-Origin: ${printable(origin)}.`)]
  // The wildcard does not cover Authorization: Fetch standard, "CORS non-wildcard request-header name".
  if (namesIn(preflight, 'access-control-allow-headers').includes('authorization')) return []
  return [
    wrong(
      'The preflight does not allow the header Authorization.',
      'Send Access-Control-Allow-Headers: authorization. The value * does not cover it.',
    ),
  ]
}

/** Checks the CORS headers of a 401. Without these headers, a page sees only a failed request, or a 401 without its challenge. */
function ofChallenge(rejected: Reply, origin: string): Finding[] {
  if (rejected.kind === 'no-response' || rejected.status !== 401) return []
  if (!allows(rejected, origin))
    return [
      wrong('A 401 has no CORS headers, so a page sees a failed request and no 401.', 'Send Access-Control-Allow-Origin with errors, too.'),
    ]
  const exposed = namesIn(rejected, 'access-control-expose-headers')
  if (rejected.headers['www-authenticate'] === undefined || exposed.includes('www-authenticate') || exposed.includes('*')) return []
  return [
    warning(
      'A page cannot read WWW-Authenticate, so it cannot tell a dead token from a missing scope.',
      'Send Access-Control-Expose-Headers: WWW-Authenticate.',
    ),
  ]
}

function allows({ headers }: ResponseReply, origin: string): boolean {
  const allowed = headers['access-control-allow-origin']
  return allowed === '*' || allowed === origin
}

function namesIn({ headers }: ResponseReply, name: string): string[] {
  return (headers[name] ?? '').split(',').map((text) => text.trim().toLowerCase())
}
