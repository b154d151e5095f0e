/** One typical import, and what it may weigh. */
export interface TypicalImport {
  readonly name: string
  readonly entry: string
  /** Libraries that its user has anyway. */
  readonly external: readonly string[]
  readonly platform?: 'browser' | 'node'
  /** Most that it may weigh, bytes min+gzip; peers have none. */
  readonly limit?: number
  /** What is aimed at, where the limit is above it. */
  readonly target?: number
}

const everbearer = (name: string, exports: string): string => `export { ${exports} } from '@everbearer/${name}'`
const adapters = ['fetch', 'axios', 'ky', 'ofetch']
/** Libraries that the user of an adapter has anyway. */
export const clients: readonly string[] = ['axios', 'ky', 'ofetch']

const credentials = `${everbearer('oauth2', 'clientCredentials')}\n`

/** Limits are what there is and some 3 %: they tell of growth, the targets of what is wanted. */
export const imports: readonly TypicalImport[] = [
  {
    name: 'core without p-retry',
    entry: everbearer('core', 'createCoordinator'),
    external: ['is-network-error', 'p-retry'],
    limit: 23_300,
    target: 8_000,
  },
  { name: 'core', entry: everbearer('core', 'createCoordinator'), external: [], limit: 24_700 },
  ...adapters.map((name): TypicalImport => ({
    name: `${name}: adapter and core`,
    entry: everbearer(name, 'withBearer, createCoordinator'),
    external: clients,
    limit: name === 'axios' ? 28_600 : 27_850,
    target: 11_500,
  })),
  {
    name: 'fetch: adapter, core and client_credentials',
    entry: credentials + everbearer('fetch', 'withBearer, createCoordinator'),
    external: clients,
    limit: 31_600,
    target: 15_000,
  },
  { name: 'core and sessionEndpoint', entry: everbearer('core', 'createCoordinator, sessionEndpoint'), external: [], limit: 25_650 },
  { name: 'core and defineStore', entry: everbearer('core', 'createCoordinator, defineStore'), external: [], limit: 27_300 },
  { name: 'core and encrypted', entry: everbearer('core', 'createCoordinator, encrypted'), external: [], limit: 29_350 },
  { name: 'core and createAudienceCoordinator', entry: everbearer('core', 'createAudienceCoordinator'), external: [], limit: 31_400 },
  { name: 'core and refreshTimer', entry: everbearer('core', 'createCoordinator, refreshTimer'), external: [], limit: 24_800 },
  { name: 'core and stepUp', entry: everbearer('core', 'createCoordinator, stepUp'), external: [], limit: 25_900 },
  { name: 'core and logEvents', entry: everbearer('core', 'createCoordinator, logEvents'), external: [], limit: 28_350 },
  { name: 'oauth2: clientCredentials alone', entry: credentials, external: ['@everbearer/core', '@everbearer/core/adapter'], limit: 4_800 },
  ...Object.entries({ privateKeyJwt: 7_350, clientSecretJwt: 5_550, tlsClientAuth: 4_900, clientAssertion: 4_950 }).map(
    ([method, limit]): TypicalImport => ({
      name: `oauth2: clientCredentials and ${method}`,
      entry: everbearer('oauth2', `clientCredentials, ${method}`),
      external: ['@everbearer/core', '@everbearer/core/adapter'],
      limit,
    }),
  ),
  ...Object.entries({
    refreshToken: 5_050,
    password: 5_100,
    jwtBearer: 5_150,
    tokenExchange: 6_000,
    deviceCode: 7_500,
    authorizationCode: 11_150,
  }).map(([source, limit]): TypicalImport => ({
    name: `oauth2: ${source} alone`,
    entry: everbearer('oauth2', source),
    external: ['@everbearer/core', '@everbearer/core/adapter'],
    limit,
  })),
  {
    name: 'file: fileStore alone',
    entry: everbearer('file', 'fileStore'),
    external: ['@everbearer/core', '@everbearer/core/adapter'],
    platform: 'node',
    limit: 4_800,
  },
  {
    name: 'redis: redisStore alone',
    entry: everbearer('redis', 'redisStore, fromIoredis'),
    external: ['@everbearer/core', '@everbearer/core/adapter'],
    limit: 4_300,
  },
  {
    name: 'browser: tabStore alone',
    entry: everbearer('browser', 'tabStore'),
    external: ['@everbearer/core', '@everbearer/core/adapter'],
    platform: 'browser',
    limit: 2_500,
    target: 2_500,
  },
  {
    name: 'browser: tabStore and sealed',
    entry: everbearer('browser', 'sealed, tabStore'),
    external: ['@everbearer/core', '@everbearer/core/adapter'],
    platform: 'browser',
    limit: 2_750,
  },
  {
    name: 'dpop: dpopKey alone',
    entry: everbearer('dpop', 'dpopKey'),
    external: ['@everbearer/core', '@everbearer/core/adapter'],
    limit: 3_900,
  },
  {
    name: 'otel: observe alone',
    entry: everbearer('otel', 'observe'),
    external: ['@everbearer/core', '@everbearer/core/adapter', '@opentelemetry/api'],
    limit: 2_700,
  },
  {
    name: 'devtools: showDevtools alone',
    // What a build for development has: the bundler would choose the empty function.
    entry: `export { showDevtools } from '../../packages/devtools/src/development.ts'`,
    external: ['@everbearer/core', '@everbearer/core/adapter'],
    limit: 15_400,
    target: 20_000,
  },
  {
    name: 'devtools: showDevtools in production',
    entry: `export { showDevtools } from '@everbearer/devtools'`,
    external: ['@everbearer/core', '@everbearer/core/adapter'],
    limit: 130,
  },
  {
    name: 'devtools: the time line alone',
    entry: `export { createTimeLineView } from '@everbearer/devtools/time-line'`,
    external: [],
    limit: 9_800,
  },
  {
    name: 'fetch: adapter, core and otel',
    entry: `${everbearer('otel', 'observe')}\n${everbearer('fetch', 'withBearer, createCoordinator')}`,
    external: [...clients, '@opentelemetry/api'],
    limit: 29_550,
  },
  { name: 'axios-auth-refresh', entry: `export { createAuthRefresh } from 'axios-auth-refresh'`, external: clients },
  { name: '@badgateway/oauth2-client', entry: `export { OAuth2Client, OAuth2Fetch } from '@badgateway/oauth2-client'`, external: [] },
  { name: 'alova’s token authentication', entry: `export { createServerTokenAuthentication } from 'alova/client'`, external: ['alova'] },
  {
    name: 'alova itself, with its fetch adapter',
    entry: `export { createAlova } from 'alova'\nexport { default as adapterFetch } from 'alova/fetch'`,
    external: [],
  },
  {
    name: 'Azure’s policy and pipeline',
    entry: `export { bearerTokenAuthenticationPolicy, createEmptyPipeline } from '@azure/core-rest-pipeline'`,
    external: [],
  },
  {
    name: '@smithy/core memoizeIdentityProvider',
    entry: `export { memoizeIdentityProvider } from '@smithy/core'`,
    external: [],
    platform: 'node',
  },
  { name: 'google-auth-library OAuth2Client', entry: `export { OAuth2Client } from 'google-auth-library'`, external: [], platform: 'node' },
]
