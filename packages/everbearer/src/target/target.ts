import type { ClientAuthentication, SigningAlgorithm } from '@everbearer/oauth2'
import type { TlsIdentity } from '../http/tls.ts'

/** A grant that needs no browser. */
export type TargetGrant = 'client_credentials' | 'password' | 'refresh_token'

/** The registered names of the methods: RFC 7591 §2, RFC 8705 §2. */
export type MethodName = ClientAuthentication | 'client_secret_jwt' | 'private_key_jwt' | 'tls_client_auth' | 'self_signed_tls_client_auth'

/** How a client authenticates. Files are named, and their content is in the secrets. */
export type Authentication =
  | { readonly method: 'client_secret_post' | 'none' }
  | { readonly method: 'client_secret_basic'; readonly basicEncoding?: 'form' | 'raw' | undefined }
  | { readonly method: 'client_secret_jwt'; readonly audience?: string | undefined }
  | { readonly method: 'private_key_jwt'; readonly signer: KeySigner | OtherSigner }
  | { readonly method: 'tls_client_auth' | 'self_signed_tls_client_auth'; readonly files: CertificateFiles }

/** The client signs its assertions itself. */
export interface KeySigner {
  readonly kind: 'key'
  /** A PEM file, or one with a JWK. */
  readonly keyFile: string
  readonly keyId?: string | undefined
  readonly algorithm?: SigningAlgorithm | undefined
  readonly audience?: string | undefined
}

/** Somebody else signs the assertions, and puts each into the file. */
export interface OtherSigner {
  readonly kind: 'assertion'
  readonly assertionFile: string
}

/** PEM files. */
export interface CertificateFiles {
  readonly certificateFile: string
  readonly keyFile: string
  /** Undefined: the authorities of the system. */
  readonly authorityFile?: string | undefined
}

/** The authorization server, the client and the API that a command works on. Without secrets: a target may be printed. */
export interface Target {
  /** Either this or `tokenEndpoint`. */
  readonly issuer?: string | undefined
  readonly tokenEndpoint?: string | undefined
  readonly clientId: string
  readonly grant: TargetGrant
  /** Only for the password grant. */
  readonly username?: string | undefined
  readonly scope?: string | undefined
  /** More parameters of each token request. */
  readonly parameters: Readonly<Record<string, string>>
  /** Undefined: not named, so it is found out. */
  readonly authentication?: Authentication | undefined
  /** Is plain http allowed beyond this machine? */
  readonly allowInsecureRequests: boolean
  readonly api?: string | undefined
}

/** What must never be printed. */
export interface Secrets {
  readonly clientSecret?: string | undefined
  readonly password?: string | undefined
  readonly refreshToken?: string | undefined
  /** The private key that signs assertions: PEM text, or the text of a JWK. */
  readonly clientKey?: string | undefined
  /** Reads the client assertion, anew for each token request. */
  readonly readAssertion?: (() => Promise<string>) | undefined
  /** What connections to the authorization server present and trust. */
  readonly tls?: TlsIdentity | undefined
}

/** Does the client authenticate by its secret? */
export function usesSecret({ method }: Pick<Authentication, 'method'>): boolean {
  return method.startsWith('client_secret_')
}

/** Does the client authenticate by the certificate of its TLS connection? */
export function usesCertificate(
  authentication: Authentication | undefined,
): authentication is Extract<Authentication, { readonly files: CertificateFiles }> {
  return authentication?.method === 'tls_client_auth' || authentication?.method === 'self_signed_tls_client_auth'
}

/** RFC 8252 §8.3: the loopback interface needs no TLS. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname)
}

/** May a secret be sent to this URL? */
export function isSafe(url: string, { allowInsecureRequests }: Pick<Target, 'allowInsecureRequests'>): boolean {
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || isLoopback(hostname) || allowInsecureRequests
}
