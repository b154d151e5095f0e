import type { Authentication, CertificateFiles, KeySigner, OtherSigner } from '../../target/target.ts'
import { isWrongTry } from '../authentication-order.ts'
import { nameOf } from '../checks/authentication.ts'
import type { Observations } from '../observations.ts'
import { fromEnvironment, quote } from './literals.ts'
import type { Import, OptionEntry } from './option-entry.ts'

/** The parts that authenticate the client in the code that doctor prints for the user to paste. */
export interface AuthenticationCode {
  /** The option `clientSecret`, which is printed after `clientId`. Empty: the authentication method does not need this option. */
  readonly secretEntries: readonly OptionEntry[]
  readonly entries: readonly OptionEntry[]
  readonly imports: readonly Import[]
  /** Lines of code before the call of `createCoordinator()`, such as the setup of a certificate. */
  readonly preamble: readonly string[]
}

const none: AuthenticationCode = { secretEntries: [], entries: [], imports: [], preamble: [] }
const secretEntries: readonly OptionEntry[] = [{ name: 'clientSecret', code: fromEnvironment('EVERBEARER_CLIENT_SECRET') }]
const readFileSync: Import = { name: 'readFileSync', from: 'node:fs' }

/**
 * Returns the code that authenticates the client.
 *
 * @param authentication - the method that the server accepted, or else that the user named; undefined: neither is known
 */
export function codeFor(observations: Observations, authentication: Authentication | undefined): AuthenticationCode {
  switch (authentication?.method) {
    case 'none':
      return observations.target.grant === 'client_credentials' ? { ...none, secretEntries } : none
    case 'client_secret_basic':
      return { ...none, secretEntries, entries: basicEntries(observations, authentication.basicEncoding) }
    case 'client_secret_jwt':
      return secretJwt(authentication.audience)
    case 'private_key_jwt':
      return authentication.signer.kind === 'key'
        ? ownAssertion(authentication.signer, observations.isJwk)
        : otherAssertion(authentication.signer)
    case 'tls_client_auth':
    case 'self_signed_tls_client_auth':
      return certificate(authentication.files, authentication.method === 'self_signed_tls_client_auth')
    case 'client_secret_post':
    case undefined:
      return { ...none, secretEntries }
  }
}

function basicEntries({ tokenRequests, target }: Observations, encoding: 'form' | 'raw' | undefined): OptionEntry[] {
  const rejected = tokenRequests.filter(({ purpose }) => purpose === 'obtain').filter(isWrongTry)
  const names = rejected.map((request) => nameOf(request.authentication))
  const reason =
    target.authentication !== undefined
      ? undefined
      : names.length > 0
        ? `The server rejects ${names.join(' and ')}.`
        : 'The metadata list no client_secret_post.'
  const raw =
    encoding === 'raw' ? [{ name: 'basicEncoding', code: quote('raw'), reason: 'The server does not decode Basic credentials.' }] : []
  return [{ name: 'clientAuthentication', code: quote('client_secret_basic'), reason }, ...raw]
}

type MethodCode = Pick<AuthenticationCode, 'entries' | 'imports'>

function method(name: string, code: string, more: Pick<OptionEntry, 'lines' | 'reason'> = {}): MethodCode {
  return {
    entries: [{ name: 'clientAuthentication', code: `${name}(${code})`, ...more }],
    imports: [{ name, from: '@everbearer/oauth2' }],
  }
}

function methodWith(name: string, options: readonly string[]): MethodCode {
  return method(name, `{ ${options.join(', ')} }`, { lines: [`${name}({`, ...options.map((option) => `  ${option},`), '})'] })
}

function secretJwt(audience: string | undefined): AuthenticationCode {
  const options = [`clientSecret: ${fromEnvironment('EVERBEARER_CLIENT_SECRET')}`, ...optional('audience', audience)]
  return { ...none, ...methodWith('clientSecretJwt', options) }
}

function ownAssertion({ keyFile, keyId, algorithm, audience }: KeySigner, isJwk: boolean): AuthenticationCode {
  const text = `readFileSync(${quote(keyFile)}, 'utf8')`
  const key = isJwk ? `JSON.parse(${text})` : text
  const options = [`key: ${key}`, ...optional('kid', keyId), ...optional('alg', algorithm), ...optional('audience', audience)]
  const { entries, imports } = methodWith('privateKeyJwt', options)
  return { ...none, entries, imports: [readFileSync, ...imports] }
}

function otherAssertion({ assertionFile }: OtherSigner): AuthenticationCode {
  const code = `() => readFile(${quote(assertionFile)}, 'utf8')`
  const { entries, imports } = method('clientAssertion', code, { reason: 'Read anew for each token request, as the file is replaced.' })
  return { ...none, entries, imports: [{ name: 'readFile', from: 'node:fs/promises' }, ...imports] }
}

function certificate({ certificateFile, keyFile, authorityFile }: CertificateFiles, isSelfSigned: boolean): AuthenticationCode {
  const { entries, imports } = method('tlsClientAuth', isSelfSigned ? '{ selfSigned: true }' : '')
  return {
    ...none,
    entries: [
      ...entries,
      {
        name: 'fetch',
        code: '(url, init) => fetch(url, { ...init, dispatcher } as RequestInit)',
        reason: 'Presents the certificate.',
      },
    ],
    imports: [readFileSync, ...imports, { name: 'Agent', from: 'undici' }],
    preamble: [
      '// Install the major version of undici that process.versions.undici names.',
      'const dispatcher = new Agent({',
      '  connect: {',
      `    cert: ${contentOf(certificateFile)},`,
      `    key: ${contentOf(keyFile)},`,
      ...(authorityFile === undefined ? [] : [`    ca: ${contentOf(authorityFile)},`]),
      '  },',
      '})',
    ],
  }
}

function contentOf(path: string): string {
  return `readFileSync(${quote(path)})`
}

function optional(name: string, value: string | undefined): string[] {
  return value === undefined ? [] : [`${name}: ${quote(value)}`]
}
