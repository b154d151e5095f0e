import { type Clock, SessionEndedError, TokenRequestError, type TokenResponse, type TokenSource } from '@everbearer/core'
import { anySignal, expectOptions, isClock, sleep, systemClock, withinTime } from '@everbearer/core/adapter'
import { expectOption } from '../check.ts'
import { createGrantRequest, type GrantRequest, refreshWith } from '../grants/grant-request.ts'
import { requestOptionNames, type TokenRequestOptions } from '../grants/request-options.ts'
import { createConnection, requireEndpoint } from '../server/connection.ts'
import { type RevocationOptions, revokeWith } from '../server/revocation.ts'
import { type DeviceAuthorization, requestDeviceAuthorization } from './device-authorization.ts'
import { LoginError } from './login-error.ts'
import { nextInterval } from './poll-interval.ts'

/** What a person needs for the login, RFC 8628 §3.2. */
export interface DevicePrompt {
  /** Where the person enters the code, in any browser on any device. */
  readonly verificationUri: string
  /** The same with the code in it, for a link or a QR code; undefined: the server has none. */
  readonly verificationUriComplete: string | undefined
  /** The code to enter. */
  readonly userCode: string
  /** Until when the code is valid, ms since 1970. */
  readonly expiresAt: number
  /** Aborts when the login has ended, in either way: for a prompt that closes itself. */
  readonly signal: AbortSignal
}

/** Options of `deviceCode()`. */
export interface DeviceCodeOptions extends TokenRequestOptions, RevocationOptions {
  /**
   * Shows the person where to log in. The source polls meanwhile, whether a promise of this function has resolved or not. If the function
   * throws or rejects, the login fails with a `LoginError` whose `reason` is `cancelled`.
   */
  readonly prompt: (prompt: DevicePrompt) => void | Promise<void>
  /** Where a code for the device comes from. @default that of the issuer's metadata; required with a `tokenEndpoint` */
  readonly deviceAuthorizationEndpoint?: string | URL | undefined
  /** Clock and timers of the polling. Tests replace them, to run without waiting. @default systemClock */
  readonly clock?: Clock | undefined
}

const grantType = 'urn:ietf:params:oauth:grant-type:device_code'
/** How long one poll may take, ms. */
const pollTimeout = 10_000
/** How long after a failed login a request may begin another one, ms. */
const retryAfterEnd = 1_000

/**
 * Creates a source for a person who logs in with a browser on any device, RFC 8628: for command-line tools and devices without a browser.
 * The first request that needs a token calls `prompt`. Refresh tokens do the rest, until a refresh token is dead.
 *
 * If the person declines or lets the code expire, callers get a `SessionEndedError`. Its `cause` is the `LoginError` that tells why,
 * which is the reason of the prompt's `signal` as well.
 *
 * @throws {TypeError} an option is wrong; the message names the option and what is allowed
 * @example
 * const auth = createCoordinator({
 *   source: deviceCode({
 *     issuer: 'https://auth.example.com',
 *     clientId: 'my-tool',
 *     scope: 'openid offline_access',
 *     prompt: ({ verificationUri, userCode }) => console.error(`Open ${verificationUri} and enter ${userCode}.`),
 *   }),
 *   origins: ['https://api.example.com'],
 * })
 */
export function deviceCode(options: DeviceCodeOptions): TokenSource<TokenResponse> {
  expectOptions(options, [...requestOptionNames, 'revocationEndpoint', 'deviceAuthorizationEndpoint', 'prompt', 'clock'])
  const { prompt, clock = systemClock } = options
  expectOption(typeof prompt === 'function', 'prompt', 'a function')
  expectOption(isClock(clock), 'clock', 'an object with wall(), monotonic(), setTimeout() and clearTimeout()')
  const connection = createConnection(options)
  const given = ['deviceAuthorizationEndpoint', options.deviceAuthorizationEndpoint] as const
  const deviceAt = requireEndpoint(connection, 'device_authorization_endpoint', given, options)
  const request = createGrantRequest(options, connection)

  return {
    interactive: true,
    retryAfterEnd,
    async obtain({ signal }) {
      const device = await requestDeviceAuthorization(await deviceAt(signal), connection, options, signal)
      const end = new AbortController()
      try {
        const login = (inner: AbortSignal): Promise<TokenResponse> =>
          Promise.race([
            poll(request, device, clock, anySignal([inner, end.signal])),
            failureOf(() => prompt(promptOf(device, clock, end.signal))),
          ])
        return await withinTime(login, device.expiresIn, clock, () => ended('expired'), signal)
      } catch (error) {
        end.abort(error instanceof SessionEndedError ? error.cause : error)
        throw error
      } finally {
        end.abort()
      }
    },
    refresh: refreshWith(request),
    revoke: revokeWith(connection, options),
    keyBinding: options.keyBinding,
  }
}

async function poll(request: GrantRequest, device: DeviceAuthorization, clock: Clock, signal: AbortSignal): Promise<TokenResponse> {
  for (let interval = device.interval; ;) {
    await sleep(clock, interval, signal)
    try {
      const send = (inner: AbortSignal): Promise<TokenResponse> =>
        request('obtain', grantType, { device_code: device.deviceCode }, { signal: inner })
      return await withinTime(send, pollTimeout, clock, pollExpired, signal)
    } catch (error) {
      const next = signal.aborted ? undefined : nextInterval(error, interval)
      if (next === undefined) throw signal.aborted ? error : asEnd(error)
      interval = next
    }
  }
}

function pollExpired(): Error {
  return new TokenRequestError(`The poll of the device login took longer than ${pollTimeout} ms.`)
}

/** A login that a person, or time, has ended is the end of the session. A rejected client is a failure. */
function asEnd(error: unknown): unknown {
  const code = error instanceof TokenRequestError ? error.error : undefined
  if (code === 'access_denied') return ended('denied', error)
  // Servers forget a code that has expired, or that was exchanged.
  return code === 'expired_token' || code === 'invalid_grant' ? ended('expired', error) : error
}

function ended(reason: 'denied' | 'expired' | 'cancelled', cause?: unknown): SessionEndedError {
  const code = cause instanceof TokenRequestError ? cause.error : undefined
  return new SessionEndedError('no-grant', new LoginError(reason, code, cause))
}

/** Settles only if the prompt fails. */
async function failureOf(prompt: () => void | Promise<void>): Promise<never> {
  try {
    await prompt()
  } catch (error) {
    throw ended('cancelled', error)
  }
  return new Promise<never>(() => {})
}

function promptOf(
  { userCode, verificationUri, verificationUriComplete, expiresIn }: DeviceAuthorization,
  clock: Clock,
  signal: AbortSignal,
): DevicePrompt {
  return { verificationUri, verificationUriComplete, userCode, expiresAt: clock.wall() + expiresIn, signal }
}
