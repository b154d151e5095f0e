import { isLoopback } from '../../target/target.ts'
import { type Check, type Finding, ok, warning, wrong } from '../finding.ts'
import type { TlsReading } from '../../http/tls.ts'

const day = 86_400_000
const daysAhead = 14

export const tls: Check = {
  id: 'tls',
  about: 'secrets travel by TLS, with a valid certificate',
  source: 'RFC 6749 §3.2, RFC 6750 §5.3',
  findings({ target, tls: readings, metadata }) {
    const named = [target.issuer, target.tokenEndpoint, metadata?.fields?.['token_endpoint'], target.api]
    const plain = named.filter((url) => typeof url === 'string' && url.startsWith('http:')).map((url) => new URL(String(url)))
    const far = [...new Set(plain.filter(({ hostname }) => !isLoopback(hostname)).map(({ origin }) => origin))]
    const near = [...new Set(plain.filter(({ hostname }) => isLoopback(hostname)).map(({ origin }) => origin))]
    return [
      ...far.map((origin) => overPlainHttp(origin, target.allowInsecureRequests)),
      ...readings.map(ofHandshake),
      ...(near.length === 0 ? [] : [ok('Plain http stays on this machine.')]),
    ]
  },
}

function overPlainHttp(origin: string, isAllowed: boolean): Finding {
  const remedy = 'Use https. For a network that you trust: --allow-insecure-requests.'
  if (isAllowed) return warning(`${origin} has no TLS. Everybody on the way can read the tokens.`, 'Use https.')
  return wrong(`${origin} has no TLS, so no secret was sent there.`, remedy)
}

function ofHandshake({ origin, protocol, trouble, validTo }: TlsReading): Finding {
  if (trouble !== undefined) {
    return wrong(`The TLS handshake with ${origin} failed: ${trouble}.`, 'Mend the certificate. For a CA of your own: NODE_EXTRA_CA_CERTS.')
  }
  const days = validTo === undefined ? Infinity : Math.floor((validTo - Date.now()) / day)
  if (days < daysAhead) return warning(`The certificate of ${origin} expires in ${days} days.`, 'Replace the certificate.')
  return ok(`${origin} has ${protocol ?? 'TLS'}, and its certificate is valid.`)
}
