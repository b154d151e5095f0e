import type { SigningAlgorithm } from '@everbearer/oauth2'
import type { Authentication, MethodName } from '../target/target.ts'
import { type ArgumentValues, oneOf, type OptionRow } from './options.ts'
import { UsageError } from './usage-error.ts'

const methods: readonly MethodName[] = [
  'client_secret_post',
  'client_secret_basic',
  'client_secret_jwt',
  'private_key_jwt',
  'tls_client_auth',
  'self_signed_tls_client_auth',
  'none',
]
const tlsMethods: readonly MethodName[] = ['tls_client_auth', 'self_signed_tls_client_auth']
const algorithms: readonly SigningAlgorithm[] = [
  ...(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const),
  ...(['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'] as const),
]
const path = { placeholder: 'path', allowed: 'the path of a file' }

type PartName =
  | 'basic-encoding'
  | 'key-file'
  | 'key-id'
  | 'signing-algorithm'
  | 'assertion-audience'
  | 'client-assertion-file'
  | 'certificate-file'
  | 'ca-file'

/** The command-line options that set how the client authenticates at the authorization server. */
export const authenticationOptions: Readonly<Record<'authentication' | PartName, OptionRow>> = {
  authentication: oneOf('method', methods, `how the client authenticates: ${alternatives(methods)}`),
  'basic-encoding': oneOf('form', ['form', 'raw'], 'form (default) or raw, for client_secret_basic'),
  'key-file': { ...path, about: 'the private key, in PEM or as a JWK, for private_key_jwt; in PEM for tls_client_auth' },
  'key-id': { placeholder: 'id', about: 'the identifier of the key at the server, for private_key_jwt' },
  'signing-algorithm': oneOf('name', algorithms, 'how the key signs, such as PS256 (default: what key and server know)'),
  'assertion-audience': { placeholder: 'text', about: 'the aud of assertions (default: the issuer)' },
  'client-assertion-file': { ...path, about: 'a JWT that somebody else signs, for private_key_jwt; read anew for each token request' },
  'certificate-file': { ...path, about: 'the certificate of the client in PEM, for tls_client_auth' },
  'ca-file': { ...path, about: 'the authority of the server in PEM, for tls_client_auth (default: those of the system)' },
}

/** For each option: the authentication methods with which the option is allowed. */
const owners: Readonly<Record<PartName, readonly MethodName[]>> = {
  'basic-encoding': ['client_secret_basic'],
  'key-file': ['private_key_jwt', ...tlsMethods],
  'key-id': ['private_key_jwt'],
  'signing-algorithm': ['private_key_jwt'],
  'assertion-audience': ['private_key_jwt', 'client_secret_jwt'],
  'client-assertion-file': ['private_key_jwt'],
  'certificate-file': tlsMethods,
  'ca-file': tlsMethods,
}

/**
 * Reads the options for how the client authenticates.
 *
 * @returns the authentication method and its settings; undefined: the options name no method
 * @throws {UsageError} options are missing, or do not go together
 */
export function readAuthentication(given: ArgumentValues): Authentication | undefined {
  const text = (name: PartName | 'authentication'): string | undefined => given.get(name)?.[0]
  const method = text('authentication') as MethodName | undefined
  for (const [name, allowed] of Object.entries(owners)) {
    if (given.has(name) && (method === undefined || !allowed.includes(method))) {
      throw new UsageError(`--${name}: expected only with --authentication ${alternatives(allowed)}`)
    }
  }
  switch (method) {
    case undefined:
    case 'client_secret_post':
    case 'none':
      return method && { method }
    case 'client_secret_basic':
      return { method, basicEncoding: text('basic-encoding') as 'form' | 'raw' | undefined }
    case 'client_secret_jwt':
      return { method, audience: text('assertion-audience') }
    case 'private_key_jwt':
      return { method, signer: readSigner(text) }
    case 'tls_client_auth':
    case 'self_signed_tls_client_auth':
      return { method, files: readFiles(method, text) }
  }
}

type Signed = Extract<Authentication, { readonly method: 'private_key_jwt' }>
type Certified = Extract<Authentication, { readonly method: 'tls_client_auth' | 'self_signed_tls_client_auth' }>

function readSigner(text: (name: PartName) => string | undefined): Signed['signer'] {
  const [keyFile, assertionFile] = [text('key-file'), text('client-assertion-file')]
  if (keyFile !== undefined && assertionFile === undefined) {
    const algorithm = text('signing-algorithm') as SigningAlgorithm | undefined
    return { kind: 'key', keyFile, keyId: text('key-id'), algorithm, audience: text('assertion-audience') }
  }
  if (keyFile !== undefined || assertionFile === undefined) {
    throw new UsageError('--authentication private_key_jwt: expected either --key-file or --client-assertion-file')
  }
  const ofKey = (['key-id', 'signing-algorithm', 'assertion-audience'] as const).find((name) => text(name) !== undefined)
  if (ofKey !== undefined) throw new UsageError(`--${ofKey}: expected only with --key-file`)
  return { kind: 'assertion', assertionFile }
}

function readFiles(method: Certified['method'], text: (name: PartName) => string | undefined): Certified['files'] {
  const [certificateFile, keyFile] = [text('certificate-file'), text('key-file')]
  if (certificateFile === undefined || keyFile === undefined) {
    throw new UsageError(`--authentication ${method}: expected --certificate-file and --key-file`)
  }
  return { certificateFile, keyFile, authorityFile: text('ca-file') }
}

/** Joins names to one text: `a`, `a or b`, or `a, b or c`. */
function alternatives(names: readonly string[]): string {
  return [names.slice(0, -1).join(', '), names.at(-1)].filter(Boolean).join(' or ')
}
