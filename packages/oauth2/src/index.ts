export type { ClientAuthentication, ClientOptions } from './client.ts'
export type { EndpointOptions } from './endpoints.ts'
export {
  clientCredentials,
  type ClientCredentialsOptions,
  password,
  type PasswordOptions,
  refreshToken,
  type RefreshTokenOptions,
  type TokenRequestOptions,
} from './sources.ts'
