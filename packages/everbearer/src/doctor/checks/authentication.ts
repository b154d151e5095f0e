import type { Authentication } from '../../target/target.ts'
import { isWrongTry, mostWrongTries, supportedMethods } from '../authentication-order.ts'
import { type Check, ok, warning, wrong } from '../finding.ts'
import type { Observations } from '../observations.ts'
import { listed, printable } from '../printable.ts'

const usable = ['client_secret_post', 'client_secret_basic', 'none']

export const authentication: Check = {
  id: 'authentication',
  about: `the server takes the client's id and secret; at most ${mostWrongTries} wrong tries`,
  source: 'RFC 6749 §2.3.1, RFC 7591 §2',
  findings(observations) {
    const { tokenRequests, metadata, untried } = observations
    const obtains = tokenRequests.filter(({ purpose }) => purpose === 'obtain')
    const supported = supportedMethods(metadata?.fields)
    if (supported !== undefined && !supported.some((method) => usable.includes(method))) {
      return [
        wrong(
          `The server takes none of ${listed(usable)}, but ${listed(supported.map((text) => printable(text)))}.`,
          'Doctor tries no other. Sources take values of privateKeyJwt(), clientSecretJwt(), tlsClientAuth() and clientAssertion().',
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
      const remedy = untried.length === 0 ? 'Check the client id and its secret.' : remedyForUntried(untried)
      return [wrong(`The server rejects the client, with ${listed(rejected)}.`, remedy)]
    }
    return [ofAccepted(observations, last.authentication, rejected)]
  },
}

function ofAccepted({ metadata }: Observations, accepted: Authentication, rejected: readonly string[]): ReturnType<typeof ok> {
  const taken = nameOf(accepted)
  if (rejected.length > 0) return ok(`The server takes ${taken} for this client, and rejects ${listed(rejected)}.`)
  const supported = supportedMethods(metadata?.fields)
  // Servers such as Keycloak take public clients, and do not list `none`.
  if (accepted.method !== 'none' && supported !== undefined && !supported.includes(accepted.method)) {
    return warning(`The server takes ${taken}, which its metadata do not list.`, 'Use a method that the metadata list.', 'RFC 8414 §2')
  }
  return ok(accepted.method === 'none' ? 'The server takes the client without a secret.' : `The server takes ${taken}.`)
}

function remedyForUntried(untried: readonly Authentication[]): string {
  const [next] = untried
  const encoding = next?.method === 'client_secret_basic' ? ` --basic-encoding ${next.basicEncoding}` : ''
  return `Check id and secret. Not tried, so that no account is locked: --authentication ${next?.method}${encoding}.`
}

/** How the findings call a way to authenticate. */
export function nameOf({ method, basicEncoding }: Authentication): string {
  return method === 'client_secret_basic' && basicEncoding === 'raw' ? `${method} (raw)` : method
}
