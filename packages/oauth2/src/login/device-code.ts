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

/** The data that a person needs for the login, RFC 8628 §3.2. */
export interface DevicePrompt {
  /** The URL at which the person enters the code, in any browser on any device. */
  readonly verificationUri: string
  /** The URL that already contains the code, for a link or a QR code; undefined: the server has no such URL. */
  readonly verificationUriComplete: string | undefined
  /** The code to enter. */
  readonly userCode: string
  /** Time at which the code expires, ms since 1970. */
  readonly expiresAt: number
  /** Signal that aborts when the login has succeeded or failed, so that the prompt can close. */
  readonly signal: AbortSignal
}

/** Options of `deviceCode()`. */
export interface DeviceCodeOptions extends TokenRequestOptions, RevocationOptions {
  /**
   * Function that shows the person where to log in. The source polls the server meanwhile, without waiting for this function. If the
   * function throws or rejects, callers get a `SessionEndedError`. Its `cause` is a `LoginError` whose `reason` is `cancelled`.
   */
  readonly prompt: (prompt: DevicePrompt) => void | Promise<void>
  /** The URL that issues a code for the device. @default the endpoint in the issuer's metadata; required with a `tokenEndpoint` */
  readonly deviceAuthorizationEndpoint?: string | URL | undefined
  /** Clock and timers of the polling. Tests replace this clock, to run without waiting. @default systemClock */
  readonly clock?: Clock | undefined
}

const grantType = 'urn:ietf:params:oauth:grant-type:device_code'
/** Time limit for one poll, ms. */
const pollTimeout = 10_000
/** Time after a failed login until a request may begin another login, ms. */
const retryAfterEnd = 1_000

/**
 * Creates a source for a person who logs in with a browser on any device, RFC 8628. The source is for command-line tools, and for devices
 * without a browser. When the first token is needed, the source calls `prompt`. The source then refreshes with refresh tokens. If there
 * is no refresh token, or the server rejects the refresh token, the source calls `prompt` again.
 *
 * If the person declines, the code expires or `prompt` fails, callers get a `SessionEndedError`. Its `cause` is a `LoginError` with the
 * `reason`. The `LoginError` is also the reason of the prompt's `signal`.
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

/** Returns a `SessionEndedError` if the person declined or the code expired. Returns any other error unchanged. */
function asEnd(error: unknown): unknown {
  const code = error instanceof TokenRequestError ? error.error : undefined
  if (code === 'access_denied') return ended('denied', error)
  // Servers forget a code that has expired or was exchanged. They then respond with `invalid_grant`.
  return code === 'expired_token' || code === 'invalid_grant' ? ended('expired', error) : error
}

function ended(reason: 'denied' | 'expired' | 'cancelled', cause?: unknown): SessionEndedError {
  const code = cause instanceof TokenRequestError ? cause.error : undefined
  return new SessionEndedError('no-grant', new LoginError(reason, code, cause))
}

/** Returns a promise that rejects if the prompt fails, and otherwise never settles. */
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
