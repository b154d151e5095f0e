import type { CooldownPolicy } from '../policy/backoff.ts'
import { isClock, longestTimer, systemClock } from '../lib/clock.ts'
import type { TokenPolicy } from './active-token.ts'
import type { CoordinatorOptions } from './coordinator-options.ts'
import { expectKnown, expectOptions } from '../lib/expect-known.ts'
import { expect, isToken, expectNumber } from '../lib/option-checks.ts'
import { type AllowedOrigins, createOriginGuard, describeOrigins, type OriginGuard } from '../policy/allowed-origins.ts'
import { createReplacementGuard, type ReplacementGuard } from '../policy/replaceable-header.ts'
import type { BeforeSignIn } from '../policy/sign-in.ts'
import { openInMemoryStore } from './in-memory-store.ts'
import type { RefreshTimer } from './refresh-timer.ts'
import type { RetryPolicy } from './request-token.ts'
import { openerOf, type OpenStore } from './session-store.ts'
import type { StepUp } from './step-up-interface.ts'
import type { SharedLogin } from './shared-login.ts'
import type { TokenSource, TokenSourceFunction } from '../token/source.ts'
import type { ReceivedTokenResponse } from '../token/token-response.ts'
import { checkMap, type TokenMap } from '../token/map-response.ts'
import { readSubject } from '../token/read-subject.ts'
import type { ResponsePolicy } from '../policy/classify-response.ts'

/** The settings of a session. The fields of `SharedLogin` are set only if several coordinators share one login. */
export interface Settings extends RetryPolicy, TokenPolicy, Partial<SharedLogin> {
  readonly source: TokenSource
  readonly map: TokenMap | undefined
  /** Returns the subject of a token response. Never throws. */
  readonly subject: (response: unknown) => string | undefined
  readonly reuseGrace: number
  readonly allows: OriginGuard
  /** The origins that tokens may be sent to, as the event `skipped` reports them. */
  readonly allowed: AllowedOrigins
  /**
   * A function that checks whether the token may replace the header that a request already has. Undefined: the token replaces no header.
   */
  readonly replaces: ReplacementGuard | undefined
  readonly beforeSignIn: BeforeSignIn
  readonly openStore: OpenStore
  readonly proactive: RefreshTimer | undefined
  readonly cooldown: CooldownPolicy
  readonly responsePolicy: ResponsePolicy
  readonly shouldRefresh: NonNullable<CoordinatorOptions['shouldRefresh']>
  readonly stepUp: StepUp | undefined
}

/** The options, with defaults for all missing values. */
export type ResolvedOptions = Omit<Settings, 'runs'>

const optionNames: Record<keyof CoordinatorOptions, 1> = {
  source: 1,
  map: 1,
  origins: 1,
  replaceIf: 1,
  beforeSignIn: 1,
  store: 1,
  refreshAt: 1,
  expiryMargin: 1,
  proactive: 1,
  refreshTimeout: 1,
  retries: 1,
  maxRetryTime: 1,
  cooldown: 1,
  bareChallenge: 1,
  shouldRefresh: 1,
  stepUp: 1,
  subject: 1,
  reuseGrace: 1,
  header: 1,
  scheme: 1,
  clock: 1,
  random: 1,
}

/**
 * Checks the options and adds the defaults.
 *
 * @throws {TypeError} an option is wrong; the message names the option and what is allowed
 */
export function resolveOptions(options: CoordinatorOptions): ResolvedOptions {
  expectOptions(options, Object.keys(optionNames))
  const {
    origins,
    beforeSignIn = 'fail',
    random = Math.random,
    proactive,
    stepUp,
    header = 'Authorization',
    bareChallenge = 'refresh',
    shouldRefresh = (_response, decision) => decision === 'refresh',
    subject = readSubject,
    clock = systemClock,
  } = options
  const source = resolveSource(options.source)
  const bound = source.keyBinding?.scheme
  const { scheme = bound ?? 'Bearer' } = options
  expect(typeof random === 'function', 'random', 'a function')
  const { refreshAt = 0.8 + random() * 0.1 } = options
  expect(options.cooldown === undefined || typeof options.cooldown === 'object', 'cooldown', 'an object with min and max, ms')
  expectKnown(
    'option',
    Object.keys(options.cooldown ?? {}).map((name) => `cooldown.${name}`),
    ['cooldown.min', 'cooldown.max'],
  )
  const min = ms('cooldown.min', options.cooldown?.min ?? 1_000)

  const isFraction = typeof refreshAt === 'number' && refreshAt > 0 && refreshAt < 1
  expect(isFraction || typeof refreshAt === 'function', 'refreshAt', 'a fraction between 0 and 1, or a function')
  expect(beforeSignIn === 'fail' || beforeSignIn === 'send-without-token', 'beforeSignIn', "'fail' or 'send-without-token'")
  expect(proactive === undefined || typeof proactive?.create === 'function', 'proactive', 'refreshTimer()')
  expect(stepUp === undefined || typeof stepUp?.create === 'function', 'stepUp', 'stepUp(hook)')
  expect(isToken(header), 'header', 'a header name')
  expect(scheme === '' || isToken(scheme), 'scheme', 'an authentication scheme, or an empty string')
  expect(bound === undefined || scheme === bound, 'scheme', `${bound}, or none`)
  expect(bareChallenge === 'refresh' || bareChallenge === 'ignore', 'bareChallenge', "'refresh' or 'ignore'")
  expect(typeof subject === 'function', 'subject', 'a function')
  expect(typeof shouldRefresh === 'function', 'shouldRefresh', 'a function')
  checkMap(options.map)
  const openStore = options.store === undefined ? openInMemoryStore : openerOf(options.store)
  expect(openStore !== undefined, 'store', 'a store; defineStore({ load, save }) makes one')
  expect(isClock(clock), 'clock', 'an object with wall(), monotonic(), setTimeout() and clearTimeout()')

  const allows = createOriginGuard(origins)
  const allowed = describeOrigins(origins)

  return {
    source,
    map: options.map,
    subject: neverThrowing(subject),
    reuseGrace: expectNumber('reuseGrace', options.reuseGrace ?? 0, 0, longestTimer),
    allows,
    allowed,
    replaces: createReplacementGuard(options.replaceIf, allowed),
    beforeSignIn,
    openStore,
    refreshAt,
    proactive,
    expiryMargin: expectNumber('expiryMargin', options.expiryMargin ?? 10_000, 0, Infinity),
    refreshTimeout: ms('refreshTimeout', options.refreshTimeout ?? 10_000),
    retries: expectNumber('retries', options.retries ?? 4, 0, 100, Number.isInteger),
    maxRetryTime: ms('maxRetryTime', options.maxRetryTime ?? 30_000),
    cooldown: { min, max: expectNumber('cooldown.max', options.cooldown?.max ?? Math.max(min, 300_000), min, longestTimer) },
    responsePolicy: { scheme: scheme.toLowerCase(), bareChallenge },
    shouldRefresh,
    stepUp,
    header,
    scheme,
    clock,
    random,
  }
}

function resolveSource(source: TokenSource | TokenSourceFunction): TokenSource {
  if (typeof source === 'function') return { obtain: source }
  const usable = typeof source?.obtain === 'function' || typeof source?.refresh === 'function'
  expect(usable, 'source', 'a function, or an object with obtain() or refresh()')
  const { keyBinding } = source
  expect(keyBinding === undefined || typeof keyBinding?.thumbprint === 'function', 'source.keyBinding', 'dpopKey()')
  if (source.retryAfterEnd !== undefined) ms('source.retryAfterEnd', source.retryAfterEnd)
  return source
}

function neverThrowing(subject: (response: ReceivedTokenResponse) => string | undefined): (response: unknown) => string | undefined {
  return (response) => {
    try {
      const name: unknown = subject(response as ReceivedTokenResponse)
      return typeof name === 'string' && name !== '' ? name : undefined
    } catch {
      return undefined
    }
  }
}

function ms(name: string, value: number): number {
  return expectNumber(name, value, 1, longestTimer)
}
