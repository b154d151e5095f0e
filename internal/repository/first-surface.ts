/** The words of a text: a list of one name a line would be long. */
function words(text: string): string[] {
  return text.trim().split(/\s+/)
}

/** What programs could name that pinned the tarballs of c1fe46a: the exports of each package, by the name of the package. */
export const firstExports: Readonly<Record<string, readonly string[]>> = {
  '@everbearer/core': words(`
      Answer Authorization BodyStream Challenge Clock CoolDownPolicy Coordinator CoordinatorEvents
      CoordinatorOptions Coordinators CoordinatorsOptions CredentialsRejectedError EventName EverbearerError
      ExchangeRequest FailureClass FetchCallOptions Grant Listener Origins RefreshAt Refusal RefusedAttempt
      RenewalReason RequestOptions SendAttempt SessionEndReason SessionEndedError StoredToken TokenRecord
      TokenRequestContext TokenRequestError TokenRequestFailure TokenResponse TokenResponseError TokenSource
      TokenSourceFunction TokenStore TokenUnavailableError Transport Verdict conceal concealedCopy copyUnreadData
      createCoordinator createCoordinators createRefreshTokenFamily exchange exchangeFetch handOver hasHeader
      isOneShot memoryStore parseChallenges reasonOf systemClock
    `),
  '@everbearer/oauth2': words(`
      ClientAuthentication ClientCredentialsOptions ClientOptions EndpointOptions PasswordOptions
      RefreshTokenOptions TokenRequestOptions clientCredentials password refreshToken
    `),
  '@everbearer/axios': ['bearerInterceptor', 'withBearer'],
  '@everbearer/fetch': ['BearerFetch', 'BearerInit', 'Fetch', 'withBearer'],
  '@everbearer/ky': ['bearerInit', 'withBearer'],
  '@everbearer/ofetch': ['bearerFetch', 'withBearer'],
}

const clientOptions = ['clientId', 'clientSecret', 'clientAuthentication', 'basicEncoding']
const endpointOptions = ['tokenEndpoint', 'issuer', 'refreshTokenEndpoint', 'allowInsecureRequests']
const tokenRequestOptions = [...clientOptions, ...endpointOptions, 'scope', 'parameters', 'fetch']

/** The members of those types that still have their name, by where 0.1.0 exports them. */
export const firstMembers: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  '@everbearer/core': {
    Clock: ['wall', 'monotonic', 'setTimeout', 'clearTimeout'],
    Coordinator: ['header', 'authorize', 'recover', 'getToken', 'setTokens', 'clear', 'invalidate', 'on', 'dispose'],
    CoordinatorEvents: ['refresh', 'refresh-failed', 'cooldown', 'session-ended', 'replay', 'store-failed'],
    CoordinatorOptions: words(`
      source origins store refreshAt expiryMargin proactive refreshTimeout retries maxRetryTime cooldown
      bareChallenge shouldRefresh header scheme clock random
    `),
    CredentialsRejectedError: ['code', 'retryAt', 'error'],
    EverbearerError: ['code', 'toJSON'],
    SessionEndedError: ['code', 'reason'],
    StoredToken: words(`
      generation accessToken issuedAt lifetime refreshIn refreshToken refreshExpiresAt scope fields
    `),
    TokenRecord: words(`
      generation issuedAt lifetime refreshExpiresAt scope accessToken refreshToken fields toStored toJSON toString
    `),
    TokenRequestContext: ['signal'],
    TokenRequestError: ['code', 'status', 'error', 'retryAfter'],
    TokenRequestFailure: ['status', 'error', 'retryAfter', 'cause'],
    TokenResponse: ['access_token', 'token_type', 'expires_in', 'refresh_token', 'refresh_expires_in', 'scope'],
    TokenResponseError: ['code'],
    TokenSource: ['obtain', 'refresh', 'initialRefreshToken'],
    TokenStore: ['load', 'save', 'lease', 'subscribe'],
    TokenUnavailableError: ['code', 'retryAt'],
  },
  '@everbearer/core/adapter': {
    Authorization: ['header', 'value', 'session', 'generation', 'redirect', 'replay'],
    Challenge: ['scheme', 'parameters'],
    FetchCallOptions: ['send', 'bearer', 'signal', 'bodyOf'],
    Transport: ['hasCredentials', 'attempt', 'refusal', 'thrownAnswer'],
  },
  '@everbearer/oauth2': {
    ClientCredentialsOptions: tokenRequestOptions,
    ClientOptions: clientOptions,
    EndpointOptions: endpointOptions,
    PasswordOptions: [...tokenRequestOptions, 'username', 'password'],
    RefreshTokenOptions: [...tokenRequestOptions, 'refreshToken'],
    TokenRequestOptions: tokenRequestOptions,
  },
  '@everbearer/fetch': { BearerInit: ['bearer'] },
}

/** The members of those unions of literals, by the type that 0.1.0 exports. */
export const firstLiterals: Readonly<Record<string, readonly string[]>> = {
  EventName: ['refresh', 'refresh-failed', 'cooldown', 'session-ended', 'replay', 'store-failed'],
  FailureClass: ['transient', 'terminal', 'invalid-grant', 'unusable'],
  Grant: ['refresh', 'obtain'],
  Origins: ['any'],
  RefreshReason: ['missing', 'due', 'expired', 'refused', 'invalidated'],
  ResponseClass: ['renew', 'hands-off'],
  SessionEndReason: ['no-grant', 'cleared', 'disposed'],
}
