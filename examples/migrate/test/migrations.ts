import type { ClientOptions } from '@everbearer/testbed'
import { memoryStore } from '@everbearer/core'
import type { AxiosInstance } from 'axios'
import type { KyInstance } from 'ky'
import type { $Fetch } from 'ofetch'
import * as alovaAfter from '../alova/after.ts'
import * as alovaBefore from '../alova/before.ts'
import * as authJsAfter from '../auth-js/after.ts'
import * as authJsBefore from '../auth-js/before.ts'
import * as authRefreshAfter from '../axios-auth-refresh/after.ts'
import * as authRefreshBefore from '../axios-auth-refresh/before.ts'
import * as badgatewayAfter from '../badgateway/after.ts'
import * as badgatewayBefore from '../badgateway/before.ts'
import * as queueAfter from '../failed-queue/after.ts'
import * as queueBefore from '../failed-queue/before.ts'
import * as queueJson from '../failed-queue/json.ts'
import * as googleAfter from '../google-auth-library/after.ts'
import * as googleBefore from '../google-auth-library/before.ts'
import * as keycloakAfter from '../keycloak-js/after.ts'
import * as keycloakBefore from '../keycloak-js/before.ts'
import * as kyAfter from '../ky/after.ts'
import * as kyBefore from '../ky/before.ts'
import * as ofetchAfter from '../ofetch/after.ts'
import * as ofetchBefore from '../ofetch/before.ts'
import * as openidAfter from '../openid-client/after.ts'
import * as openidBefore from '../openid-client/before.ts'
import type { Settings, Tokens } from '../settings.ts'
import { openBrowser, secret } from './browser.ts'
import { callWithAlova, callWithAxios, callWithFetch, callWithKy, callWithOfetch, type Send } from './call.ts'
import { startJsonEndpoint } from './json-endpoint.ts'
import { openKeycloak } from './keycloak.ts'
import { openGoogleAuth, openOpenidSource } from './library-sources.ts'
import type { Migration, Open } from './migration.ts'

const axiosOf = (create: (settings: Settings, tokens: Tokens) => AxiosInstance | Promise<AxiosInstance>): Open => {
  return async (settings, tokens) => callWithAxios(await create(settings, tokens))
}
const kyOf = (create: (settings: Settings, tokens: Tokens) => KyInstance | Promise<KyInstance>): Open => {
  return async (settings, tokens) => callWithKy(await create(settings, tokens))
}
const ofetchOf = (create: (settings: Settings, tokens: Tokens) => $Fetch | Promise<$Fetch>): Open => {
  return async (settings, tokens) => callWithOfetch(await create(settings, tokens))
}
const fetchOf = (create: (settings: Settings, tokens: Tokens) => Send | Promise<Send>): Open => {
  return async (settings, tokens) => callWithFetch(await create(settings, tokens), settings.api)
}

const rotating: ClientOptions = { refreshTokens: true, rotateRefreshTokens: true }

export const migrations: readonly Migration[] = [
  {
    name: 'failed-queue',
    from: 'a `failedQueue` interceptor',
    library: 'axios',
    before: axiosOf(queueBefore.createApi),
    variants: {
      'after, with an endpoint of JSON': {
        open: axiosOf(async (settings, tokens) => queueJson.createApi(settings.api, await startJsonEndpoint(settings), tokens)),
        file: 'json',
      },
    },
    after: axiosOf(queueAfter.createApi),
  },
  {
    name: 'axios-auth-refresh',
    from: 'axios-auth-refresh',
    library: 'axios-auth-refresh',
    before: axiosOf(authRefreshBefore.createApi),
    variants: {
      'before, `deduplicateRefresh: false`': {
        open: axiosOf((settings, tokens) => authRefreshBefore.createApi(settings, tokens, { deduplicateRefresh: false })),
      },
    },
    after: axiosOf(authRefreshAfter.createApi),
  },
  { name: 'ky', from: 'ky’s recipe', library: 'ky', before: kyOf(kyBefore.createApi), after: kyOf(kyAfter.createApi) },
  {
    name: 'ofetch',
    from: 'ofetch’s hooks',
    library: 'ofetch',
    before: ofetchOf(ofetchBefore.createApi),
    after: ofetchOf(ofetchAfter.createApi),
  },
  {
    name: 'badgateway',
    from: '@badgateway/oauth2-client',
    library: '@badgateway/oauth2-client',
    client: {},
    hasUser: false,
    before: fetchOf(badgatewayBefore.createFetch),
    after: fetchOf(badgatewayAfter.createFetch),
  },
  {
    name: 'alova',
    from: 'alova’s token authentication',
    library: 'alova',
    before: async (settings, tokens) => callWithAlova(alovaBefore.createApi(settings, tokens)),
    after: async (settings, tokens) => callWithAlova(await alovaAfter.createApi(settings, tokens)),
  },
  {
    name: 'google-auth-library',
    from: 'google-auth-library',
    library: 'google-auth-library',
    // Google's server does not rotate refresh tokens.
    client: { refreshTokens: true },
    before: fetchOf(googleBefore.createFetch),
    after: fetchOf(googleAfter.createFetch),
    variants: { 'after, with `GoogleAuth`': { open: fetchOf(openGoogleAuth), file: 'default-credentials' } },
  },
  {
    name: 'openid-client',
    from: 'openid-client and a timer',
    library: 'openid-client',
    client: rotating,
    before: fetchOf(openidBefore.createFetch),
    variants: {
      // The timer runs by the real clock, and so does not fire when the token expires.
      'before, after a sleep': { open: fetchOf(openidBefore.createFetch) },
      'after, with openid-client': { open: fetchOf(openOpenidSource), file: 'as-source' },
    },
    after: fetchOf(openidAfter.createFetch),
    hasTimer: true,
  },
  {
    name: 'keycloak-js',
    from: 'keycloak-js',
    library: 'keycloak-js',
    before: async (settings, tokens) => callWithFetch(keycloakBefore.createFetch(await openKeycloak(settings, tokens)), settings.api),
    after: async (settings, tokens) =>
      callWithFetch(keycloakAfter.createFetch(await openKeycloak(settings, tokens), settings.api), settings.api),
  },
  {
    name: 'auth-js',
    from: 'Auth.js, next-auth',
    library: '@auth/core',
    client: rotating,
    before: async (settings, tokens) => openBrowser(authJsBefore.createSite(settings, secret), settings.api, tokens),
    after: async (settings, tokens) =>
      openBrowser(
        authJsAfter.createSite(settings, secret, () => memoryStore()),
        settings.api,
        tokens,
      ),
    variants: {
      'before, refresh tokens do not rotate': {
        open: async (settings, tokens) => openBrowser(authJsBefore.createSite(settings, secret), settings.api, tokens),
        client: { refreshTokens: true },
      },
    },
    canPost: false,
    isStuckBefore: ({ tokenRequests, apiUnauthorized }, callers) => tokenRequests === callers || apiUnauthorized === callers,
  },
]
