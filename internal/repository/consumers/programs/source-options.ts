// Every option of the token sources: once with a value, once as `undefined`.
import { TokenRequestError, type TokenRequestFailure, type TokenSource } from '@everbearer/core'
import {
  clientCredentials,
  type ClientCredentialsMethodOptions,
  type ClientCredentialsOptions,
  clientAssertion,
  clientSecretJwt,
  type ClientSecretJwtOptions,
  password,
  type PasswordOptions,
  privateKeyJwt,
  type PrivateKeyJwtOptions,
  refreshToken,
  type RefreshTokenOptions,
  tlsClientAuth,
} from '@everbearer/oauth2'
import type { Unset } from './unset.js'

const unsetClient: Unset<ClientCredentialsOptions> = {
  clientAuthentication: undefined,
  basicEncoding: undefined,
  tokenEndpoint: undefined,
  issuer: undefined,
  refreshTokenEndpoint: undefined,
  allowInsecureRequests: undefined,
  scope: undefined,
  parameters: undefined,
  keyBinding: undefined,
  fetch: undefined,
}
declare const keyBinding: NonNullable<ClientCredentialsOptions['keyBinding']>
const client: Required<ClientCredentialsOptions> = {
  clientId: 'my-client',
  clientSecret: 'my-secret',
  clientAuthentication: 'client_secret_basic',
  basicEncoding: 'raw',
  tokenEndpoint: new URL('https://auth.example.com/token'),
  issuer: 'https://auth.example.com',
  refreshTokenEndpoint: 'https://auth.example.com/refresh',
  allowInsecureRequests: false,
  scope: 'orders:read',
  parameters: { audience: 'https://api.example.com' },
  keyBinding,
  fetch,
}
const revocation = { revocationEndpoint: 'https://auth.example.com/revoke' }
const unsetRevocation = { revocationEndpoint: undefined }
const user: Required<PasswordOptions> = { ...client, ...revocation, username: 'someone', password: 'a password' }
const unsetUser: Unset<PasswordOptions> = { ...unsetClient, ...unsetRevocation, clientSecret: undefined }
const session: Required<RefreshTokenOptions> = { ...client, ...revocation, refreshToken: 'a refresh token' }
const unsetSession: Unset<RefreshTokenOptions> = { ...unsetClient, ...unsetRevocation, clientSecret: undefined, refreshToken: undefined }

const signed: Required<PrivateKeyJwtOptions> = { key: { kty: 'EC' }, kid: 'k1', alg: 'ES256', audience: 'https://auth.example.com' }
const unsetSigned: Unset<PrivateKeyJwtOptions> = { kid: undefined, alg: undefined, audience: undefined }
const secret: Required<ClientSecretJwtOptions> = { clientSecret: 'my-secret', audience: 'https://auth.example.com' }
const machine: ClientCredentialsMethodOptions = { ...unsetClient, clientId: 'my-client', clientAuthentication: privateKeyJwt(signed) }

/** Types alone: a source takes either `tokenEndpoint` or `issuer`. */
export const createSources = (): TokenSource[] => [
  clientCredentials(client),
  clientCredentials({ ...unsetClient, clientId: 'my-client', clientSecret: 'my-secret' }),
  clientCredentials(machine),
  clientCredentials({ clientId: 'my-client', clientAuthentication: privateKeyJwt({ ...unsetSigned, key: 'PEM text' }) }),
  clientCredentials({ clientId: 'my-client', clientAuthentication: clientSecretJwt(secret) }),
  clientCredentials({ clientId: 'my-client', clientAuthentication: tlsClientAuth({ selfSigned: true }), fetch }),
  clientCredentials({ clientId: 'my-client', clientAuthentication: clientAssertion(({ signal }) => String(signal.aborted)) }),
  password(user),
  password({ ...unsetUser, clientId: 'my-client', username: 'someone', password: 'a password' }),
  refreshToken(session),
  refreshToken({ ...unsetSession, clientId: 'my-client' }),
]

const failure: Required<TokenRequestFailure> = { status: 503, error: 'slow_down', retryAfter: '1', cause: undefined }
const unsetFailure: Unset<TokenRequestFailure> = { status: undefined, error: undefined, retryAfter: undefined, cause: undefined }
export const failures = [failure, unsetFailure].map((why) => new TokenRequestError('No token.', why))
