import type { Citation } from './citation.ts'

/** Cells of one row by the library's package; the row is named as its scenario. */
type Offers = Readonly<Record<string, readonly Citation[]>>

const refreshFunction = {
  packageName: 'axios-auth-refresh',
  path: 'dist/index.d.ts',
  line: 19,
  holds: 'refreshAuthCall: (error: any) => Promise<any>',
}
const assignToken = {
  packageName: 'alova',
  path: 'dist/clienthook/index.esm.js',
  line: 132,
  holds: 'await assignToken(method)',
}
const privateToken = { packageName: '@badgateway/oauth2-client', path: 'dist/fetch-wrapper.d.ts', line: 47, holds: 'private token' }
const cyclerToken = {
  packageName: '@azure/core-rest-pipeline',
  path: 'dist/esm/util/tokenCycler.js',
  line: 64,
  holds: 'let token = null',
}

const yourCode = 'your code holds the token'
const noLogout = 'no logout: your code holds the token'
const noStore = 'no store: your code holds the token'

/** What a library offers in place of what a scenario would run. */
export const offers: Offers = {
  'another user signs in during a refresh': [
    { ...refreshFunction, text: yourCode },
    { ...privateToken, text: 'no call: a new instance for each user' },
    { ...assignToken, text: yourCode },
    { ...cyclerToken, text: 'no call: a new policy for each user' },
  ],
  'logout while a request waits for a token': [
    { ...refreshFunction, text: noLogout },
    { ...privateToken, text: 'no logout' },
    { ...assignToken, text: noLogout },
    { ...cyclerToken, text: 'no logout' },
  ],
  'two instances with one store': [
    { ...refreshFunction, text: noStore },
    { ...assignToken, text: noStore },
    {
      packageName: 'google-auth-library',
      path: 'build/src/auth/authclient.d.ts',
      line: 162,
      holds: "on(event: 'tokens'",
      text: 'no store: an event has the new tokens',
    },
    { ...cyclerToken, text: 'no store: the policy holds the token' },
  ],
  'signs users in': [
    { ...refreshFunction, text: 'no' },
    {
      packageName: '@badgateway/oauth2-client',
      path: 'dist/client.d.ts',
      line: 143,
      holds: 'OAuth2AuthorizationCodeClient',
      text: 'authorization code, with PKCE',
    },
    { ...assignToken, text: 'no' },
    {
      packageName: 'google-auth-library',
      path: 'build/src/auth/oauth2client.d.ts',
      line: 459,
      holds: 'generateAuthUrl',
      text: 'authorization code, with PKCE; service accounts and more',
    },
    {
      packageName: '@azure/core-rest-pipeline',
      path: 'dist/esm/policies/bearerTokenAuthenticationPolicy.js',
      line: 77,
      holds: 'credential, scopes',
      text: 'the credential does; @azure/identity has many',
    },
  ],
  'works with': [
    { ...refreshFunction, text: 'axios' },
    {
      packageName: '@badgateway/oauth2-client',
      path: 'dist/fetch-wrapper.d.ts',
      line: 72,
      holds: 'mw(): FetchMiddleware',
      text: 'fetch, as a wrapper or as middleware',
    },
    {
      packageName: 'alova',
      path: 'dist/clienthook/index.esm.js',
      line: 123,
      holds: 'createServerTokenAuthentication',
      text: 'alova, over fetch, axios and others',
    },
    {
      packageName: 'google-auth-library',
      path: 'build/src/auth/oauth2client.js',
      line: 463,
      holds: 'this.transporter.request(opts)',
      text: 'gaxios, its own client',
    },
    {
      packageName: '@azure/core-rest-pipeline',
      path: 'dist/esm/policies/bearerTokenAuthenticationPolicy.js',
      line: 107,
      holds: 'not permitted for non-TLS',
      text: 'pipelines of Azure’s SDK, over https only',
    },
  ],
}
