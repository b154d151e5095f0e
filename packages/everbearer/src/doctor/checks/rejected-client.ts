import type { Authentication, MethodName } from '../../target/target.ts'
import { supportedMethods } from '../authentication-order.ts'
import type { Observations } from '../observations.ts'
import { listed, printable } from '../printable.ts'

/** For each authentication method: the command-line options that the method needs in addition to `--authentication`. */
const parts: Readonly<Record<MethodName, string>> = {
  client_secret_post: '',
  client_secret_basic: '',
  client_secret_jwt: '',
  private_key_jwt: ' with --key-file or --client-assertion-file',
  tls_client_auth: ' with --certificate-file and --key-file',
  self_signed_tls_client_auth: ' with --certificate-file and --key-file',
  none: '',
}

/**
 * Returns the command-line options for the authentication methods in the metadata. If doctor knows no method of the metadata, returns the
 * options for all methods with a JWT or a certificate.
 */
export function optionsFor(supported: readonly string[]): string {
  const known = Object.entries(parts).filter(([method]) => supported.includes(method))
  const named = known.length > 0 ? known : Object.entries(parts).filter(([method]) => /jwt|tls/.test(method))
  return named.map(([method, files]) => `--authentication ${method}${files}`).join(', or ')
}

/** Returns advice for a client that the server rejects. */
export function remedyForRejected({ untried, metadata }: Observations, tried: Authentication): string {
  const [next] = untried
  if (next !== undefined) {
    const encoding = next.method === 'client_secret_basic' ? ` --basic-encoding ${next.basicEncoding}` : ''
    return `Check id and secret. Not tried, so that no account is locked: --authentication ${next.method}${encoding}.`
  }
  const supported = supportedMethods(metadata?.fields)
  const list = supported === undefined ? '' : ` The metadata list ${listed(supported.map((text) => printable(text)))}.`
  return `${whatToCheck(tried)}${list}${algorithmsFor(tried, metadata?.fields)}`
}

function whatToCheck(tried: Authentication): string {
  switch (tried.method) {
    case 'none':
      return 'Check the client id, and whether the server has the client as a public one.'
    case 'client_secret_jwt':
      return 'Check the client id, its secret, and the clock of this machine.'
    case 'private_key_jwt':
      return tried.signer.kind === 'key'
        ? 'Check the client id, the public key at the server, --key-id, and the clock of this machine.'
        : 'Check the client id, and issuer, subject, audience and end of the assertion in the file.'
    case 'tls_client_auth':
    case 'self_signed_tls_client_auth':
      return 'Check the client id, and the certificate or its subject at the server.'
    case 'client_secret_post':
    case 'client_secret_basic':
      return 'Check the client id and its secret.'
  }
}

function algorithmsFor({ method }: Authentication, fields: Readonly<Record<string, unknown>> | undefined): string {
  const algorithms = fields?.['token_endpoint_auth_signing_alg_values_supported']
  if (!method.endsWith('_jwt') || !Array.isArray(algorithms) || algorithms.length === 0) return ''
  return ` Its assertions may be signed by ${listed(algorithms.map((text) => printable(text, 40)))}.`
}
