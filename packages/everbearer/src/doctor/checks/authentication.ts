import { type Authentication, usesSecret } from '../../target/target.ts'
import { isWrongTry, mostWrongTries, supportedMethods } from '../authentication-order.ts'
import { type Check, type Finding, ok, warning, wrong } from '../finding.ts'
import type { Observations } from '../observations.ts'
import { listed, printable } from '../printable.ts'
import { optionsFor, remedyForRejected } from './rejected-client.ts'

const withoutFiles = ['client_secret_post', 'client_secret_basic', 'none']

export const authentication: Check = {
  id: 'authentication',
  about: `the server takes the client by its secret, key or certificate; at most ${mostWrongTries} wrong tries`,
  source: 'RFC 6749 §2.3.1, RFC 7591 §2',
  findings(observations) {
    const { tokenRequests, metadata, target } = observations
    const obtains = tokenRequests.filter(({ purpose }) => purpose === 'obtain')
    const supported = supportedMethods(metadata?.fields)
    if (target.authentication === undefined && supported !== undefined && !supported.some((method) => withoutFiles.includes(method))) {
      return [
        wrong(
          `The server takes none of ${listed(withoutFiles)}, but ${listed(supported.map((text) => printable(text)))}.`,
          `Doctor tries no other unasked. Name the method of the client: ${optionsFor(supported)}.`,
        ),
      ]
    }
    const rejected = obtains.filter(isWrongTry).map((request) => nameOf(request.authentication))
    const last = obtains.at(-1)
    const responded = obtains.filter(
      ({ reply }) => reply.kind === 'response' && reply.status < 500 && reply.status !== 429 && (reply.status < 300 || reply.status >= 400),
    )
    if (last === undefined || responded.length === 0 || last.fields === undefined) return []
    if (isWrongTry(last)) {
      return [wrong(`The server rejects the client, with ${listed(rejected)}.`, remedyForRejected(observations, last.authentication))]
    }
    return [ofAccepted(observations, last.authentication, rejected), ...ofSupported(supported)]
  },
}

function ofAccepted({ metadata }: Observations, accepted: Authentication, rejected: readonly string[]): Finding {
  const taken = nameOf(accepted)
  if (rejected.length > 0) return ok(`The server takes ${taken} for this client, and rejects ${listed(rejected)}.`)
  const supported = supportedMethods(metadata?.fields)
  // Servers such as Keycloak accept public clients, but do not list `none`.
  if (accepted.method !== 'none' && supported !== undefined && !supported.includes(accepted.method)) {
    return warning(`The server takes ${taken}, which its metadata do not list.`, 'Use a method that the metadata list.', 'RFC 8414 §2')
  }
  return ok(accepted.method === 'none' ? 'The server takes the client without a secret.' : `The server takes ${taken}.`)
}

/** Returns a finding with the authentication methods in the metadata, if at least one of them works without a client secret. */
function ofSupported(supported: readonly string[] | undefined): Finding[] {
  if (supported === undefined || supported.every((method) => usesSecret({ method: method as Authentication['method'] }))) return []
  return [ok(`The metadata list ${listed(supported.map((text) => printable(text)))}.`)]
}

/** Returns the name of an authentication method for the texts of doctor. */
export function nameOf(way: Authentication): string {
  const isRaw = way.method === 'client_secret_basic' && way.basicEncoding === 'raw'
  return isRaw ? `${way.method} (raw)` : way.method
}
