export { clientAssertion, type GetClientAssertion } from './client/client-assertion.ts'
export type { ClientAuthentication, ClientOptions } from './client/client-authentication.ts'
export type { ClientAuthenticationMethod } from './client/client-method.ts'
export { clientSecretJwt, type ClientSecretJwtOptions } from './client/client-secret-jwt.ts'
export { privateKeyJwt, type PrivateKeyJwtOptions } from './client/private-key-jwt.ts'
export type { PrivateJwk } from './client/signing-key.ts'
export type { SigningAlgorithm } from './client/signing-algorithm.ts'
export { tlsClientAuth, type TlsClientAuthOptions } from './client/tls-client-auth.ts'
export { clientCredentials, type ClientCredentialsMethodOptions, type ClientCredentialsOptions } from './grants/client-credentials.ts'
export { password, type PasswordOptions } from './grants/password.ts'
export { refreshToken, type RefreshTokenOptions } from './grants/refresh-token.ts'
export type { TokenRequestOptions } from './grants/request-options.ts'
export type { EndpointOptions } from './server/endpoints.ts'
export { jwtBearer, type JwtBearerOptions } from './grants/jwt-bearer.ts'
export type { TokenInput } from './grants/subject-token.ts'
export { tokenExchange, type TokenExchangeOptions } from './grants/token-exchange.ts'
export {
  authorizationCode,
  type AuthorizationCode,
  type AuthorizationCodeOptions,
  type BeginOptions,
  type BegunLogin,
  type FinishOptions,
} from './login/authorization-code.ts'
export { deviceCode, type DeviceCodeOptions, type DevicePrompt } from './login/device-code.ts'
export { LoginError, type LoginFailure } from './login/login-error.ts'
export type { PendingLogin } from './login/pending-login.ts'
export type { RevocationOptions } from './server/revocation.ts'
