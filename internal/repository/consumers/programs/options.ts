// Every option of core: once with a value, once as `undefined`.
import {
  type Coordinator,
  type CoordinatorOptions,
  type CoordinatorPoolOptions,
  type CooldownOptions,
  createCoordinator,
  createCoordinatorPool,
  refreshTimer,
  shareRefreshToken,
  stepUp,
  type Lease,
  defineStore,
  encrypted,
  type EncryptionOptions,
  memoryStore,
  type TokenSource,
  type StoreDefinition,
} from '@everbearer/core'
import { systemClock } from '@everbearer/core/adapter'
import type { Unset } from './unset.js'

/** A type of the user's own: it has no index signature. */
interface MyTokens {
  access_token: string
  expires_in: number
}
declare function login(): Promise<MyTokens>

const cooldown: Required<CooldownOptions> = { min: 1, max: 2 }
const unsetCooldown: Unset<CooldownOptions> = { min: undefined, max: undefined }

declare const keyBinding: NonNullable<TokenSource['keyBinding']>
const source: Required<TokenSource> = {
  obtain: login,
  refresh: login,
  interactive: true,
  initialRefreshToken: () => null,
  retryAfterEnd: 1,
  revoke: async () => undefined,
  followEnd: () => () => {},
  keyBinding,
}
const unsetSource: Unset<TokenSource> = {
  obtain: undefined,
  refresh: undefined,
  interactive: undefined,
  initialRefreshToken: undefined,
  retryAfterEnd: undefined,
  revoke: undefined,
  followEnd: undefined,
  keyBinding: undefined,
}

const lease: Lease = { lost: new AbortController().signal, release() {} }
const store: Required<StoreDefinition> = {
  load: () => ({ record: null, now: 1 }),
  save: () => true,
  lease: () => lease,
  subscribe: () => () => {},
  onLimit: (listener) => listener('no sharing'),
  timeout: 1,
  leaseWait: 1,
  whenStoreIsAway: 'go-on',
}
const unsetStore: Unset<StoreDefinition> = {
  lease: undefined,
  subscribe: undefined,
  onLimit: undefined,
  timeout: undefined,
  leaseWait: undefined,
  whenStoreIsAway: undefined,
}

const encryption: Required<EncryptionOptions> = {
  keys: [{ id: 'a', key: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8' }],
  name: 'shop',
  plain: 'read',
}
const unsetEncryption: Unset<EncryptionOptions> = { plain: undefined }

const options: Required<CoordinatorOptions> = {
  source,
  map: { access_token: 'accessToken' },
  origins: ['https://api.example.com'],
  replaceIf: { 'https://api.example.com': (value) => value === 'Bearer placeholder' },
  beforeSignIn: 'send-without-token',
  store: defineStore(store),
  refreshAt: (lifetime) => lifetime / 2,
  expiryMargin: 1,
  proactive: refreshTimer(),
  refreshTimeout: 1,
  retries: 1,
  maxRetryTime: 1,
  cooldown,
  bareChallenge: 'refresh',
  shouldRefresh: ({ status }, decision) => status === 401 && decision === 'refresh',
  stepUp: stepUp(({ signal }) => (signal.aborted ? undefined : { access_token: 'from a login' })),
  subject: ({ access_token, user }) => (typeof user === 'string' ? user : access_token),
  reuseGrace: 1,
  header: 'Authorization',
  scheme: 'Bearer',
  clock: systemClock,
  random: Math.random,
}
const unsetOptions: Unset<CoordinatorOptions> = {
  map: undefined,
  replaceIf: undefined,
  beforeSignIn: undefined,
  store: undefined,
  refreshAt: undefined,
  expiryMargin: undefined,
  proactive: undefined,
  refreshTimeout: undefined,
  retries: undefined,
  maxRetryTime: undefined,
  cooldown: undefined,
  bareChallenge: undefined,
  shouldRefresh: undefined,
  stepUp: undefined,
  subject: undefined,
  reuseGrace: undefined,
  header: undefined,
  scheme: undefined,
  clock: undefined,
  random: undefined,
}

export const coordinators: Coordinator[] = [
  createCoordinator(options),
  createCoordinator({ source: login, origins: 'any', ...unsetOptions }),
  createCoordinator({ source: { ...unsetSource, obtain: login }, origins: ({ host }) => host === 'api.example.com' }),
  createCoordinator({
    source: shareRefreshToken()(source),
    origins: 'any',
    store: encrypted(defineStore({ ...memoryStore(), ...unsetStore }), { ...encryption, ...unsetEncryption }),
    cooldown: unsetCooldown,
  }),
]

const many: Required<CoordinatorPoolOptions<string>> = { max: 1, idle: 60_000, onEvict: () => {}, accountsOf: () => [], clock: systemClock }
const unsetMany: Unset<CoordinatorPoolOptions<string>> = {
  max: undefined,
  idle: undefined,
  onEvict: undefined,
  accountsOf: undefined,
  clock: undefined,
}
export const pools = [many, unsetMany, undefined].map((pool) =>
  createCoordinatorPool(
    (name: string) => name,
    () => createCoordinator(options),
    pool,
  ),
)
