import type { ClientAuthentication, SigningAlgorithm } from '@everbearer/oauth2'
import type { TlsIdentity } from '../http/tls.ts'

/** A grant that needs no browser. */
export type TargetGrant = 'client_credentials' | 'password' | 'refresh_token'

/** The registered names of client authentication methods: RFC 7591 §2, RFC 8705 §2, OpenID Connect Core §9. */
export type MethodName = ClientAuthentication | 'client_secret_jwt' | 'private_key_jwt' | 'tls_client_auth' | 'self_signed_tls_client_auth'

/** The method by which a client authenticates, and its settings. Keys are only paths of files: the content of the files is in `Secrets`. */
export type Authentication =
  | { readonly method: 'client_secret_post' | 'none' }
  | { readonly method: 'client_secret_basic'; readonly basicEncoding?: 'form' | 'raw' | undefined }
  | { readonly method: 'client_secret_jwt'; readonly audience?: string | undefined }
  | { readonly method: 'private_key_jwt'; readonly signer: KeySigner | OtherSigner }
  | { readonly method: 'tls_client_auth' | 'self_signed_tls_client_auth'; readonly files: CertificateFiles }

/** The key with which the client signs its assertions. */
export interface KeySigner {
  readonly kind: 'key'
  /** Path of a file with PEM text or a JWK. */
  readonly keyFile: string
  readonly keyId?: string | undefined
  readonly algorithm?: SigningAlgorithm | undefined
  readonly audience?: string | undefined
}

/** A file with a client assertion that another program signs. That program replaces the assertion in the file again and again. */
export interface OtherSigner {
  readonly kind: 'assertion'
  readonly assertionFile: string
}

/** Paths of the PEM files for a client that authenticates by a TLS certificate. */
export interface CertificateFiles {
  readonly certificateFile: string
  readonly keyFile: string
  /** The file with the trusted authority; undefined: the authorities of the system. */
  readonly authorityFile?: string | undefined
}

/** The authorization server, the client and the API that a command uses. A target contains no secrets, so it may be printed. */
export interface Target {
  /** The issuer. A target has either an issuer or a `tokenEndpoint`. */
  readonly issuer?: string | undefined
  readonly tokenEndpoint?: string | undefined
  readonly clientId: string
  readonly grant: TargetGrant
  /** Name of the user, only for the password grant. */
  readonly username?: string | undefined
  readonly scope?: string | undefined
  /** Additional parameters of each token request. */
  readonly parameters: Readonly<Record<string, string>>
  /** Undefined: the user named no method. Doctor then tries several methods. Other commands use the default of the token source. */
  readonly authentication?: Authentication | undefined
  /** True: plain http is also allowed to other machines. */
  readonly allowInsecureRequests: boolean
  readonly api?: string | undefined
}

/** Secrets, which must never be printed. */
export interface Secrets {
  readonly clientSecret?: string | undefined
  readonly password?: string | undefined
  readonly refreshToken?: string | undefined
  /** The private key that signs assertions: PEM text, or the text of a JWK. */
  readonly clientKey?: string | undefined
  /** Reads the client assertion. It is called for each token request. */
  readonly readAssertion?: (() => Promise<string>) | undefined
  /** Certificate and authority for connections to the authorization server. */
  readonly tls?: TlsIdentity | undefined
}

/** Checks whether the client authenticates by its secret. */
export function usesSecret({ method }: Pick<Authentication, 'method'>): boolean {
  return method.startsWith('client_secret_')
}

/** Checks whether the client authenticates by the certificate of its TLS connection. */
export function usesCertificate(
  authentication: Authentication | undefined,
): authentication is Extract<Authentication, { readonly files: CertificateFiles }> {
  return authentication?.method === 'tls_client_auth' || authentication?.method === 'self_signed_tls_client_auth'
}

/** Checks whether a host is the loopback interface of this machine, which needs no TLS: RFC 8252 §8.3. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname)
}

/** Checks whether a secret may be sent to this URL: by https, to this machine, or if the user allows plain http. */
export function isSafe(url: string, { allowInsecureRequests }: Pick<Target, 'allowInsecureRequests'>): boolean {
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || isLoopback(hostname) || allowInsecureRequests
}
