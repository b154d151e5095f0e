import { describe, expect, it, test } from 'vitest'
import { CredentialsRejectedError, TokenRequestError, TokenUnavailableError } from '../../src/lib/errors.ts'
import type { Failure } from '../../src/policy/classify-failure.ts'
import { type Cooldown, cooldownAfter, cooldownError } from '../../src/policy/cooldown.ts'
import { readClock } from '../../src/lib/clock.ts'
import { createFakeClock } from '../fake-clock.ts'

const clock = createFakeClock()
const after = (failure: Failure, previous?: Cooldown): Cooldown =>
  cooldownAfter(failure, previous, readClock(clock), 0, { min: 1000, max: 300_000 })
const ours = new TokenRequestError('The token request took longer than 10 ms.')
const theirs = new RangeError('s3cret in words of others')

describe('cooldownAfter', () => {
  it('counts failures in a row, and ends on both clocks', () => {
    const first = after({ class: 'transient', grant: 'obtain', cause: ours })
    expect(first).toMatchObject({ failures: 1, duration: 1000, until: clock.monotonic() + 1000, retryAt: clock.wall() + 1000 })
    expect(after({ class: 'transient', grant: 'obtain', cause: ours }, first)).toMatchObject({
      failures: 2,
      duration: 2000,
    })
  })

  const unexplained: Failure = { class: 'unusable', grant: 'obtain', status: 403, cause: ours }
  const explained: Failure = { class: 'terminal', grant: 'obtain', status: 401, error: 'invalid_client', cause: ours }

  it.each<[name: string, failure: Failure, first: number, second: number]>([
    ['a page in place of JSON passes', { class: 'unusable', grant: 'obtain', status: 200, cause: ours }, 1_000, 2_000],
    ['refused credentials last', explained, 5_000, 10_000],
    ['credentials refused without a word of why last from the second time on', unexplained, 1_000, 10_000],
  ])('%s', (_name, failure, first, second) => {
    const cooldown = after(failure)
    expect([cooldown.duration, after(failure, cooldown).duration]).toEqual([first, second])
  })
})

describe('cooldownError', () => {
  test.for<[name: string, failure: Failure, message: string]>([
    [
      'words of our own',
      { class: 'transient', grant: 'obtain', cause: ours },
      'No token could be got: The token request took longer than 10 ms.',
    ],
    [
      'a code and words of our own',
      { class: 'unusable', grant: 'obtain', error: 'busy', cause: ours },
      'No token could be got (busy): The token request took longer than 10 ms.',
    ],
    ['a status', { class: 'transient', grant: 'obtain', status: 503, cause: theirs }, 'No token could be got: status 503.'],
    [
      'a code and a status',
      { class: 'transient', grant: 'obtain', error: 'server_error', status: 500, cause: theirs },
      'No token could be got (server_error): status 500.',
    ],
    [
      'refused credentials',
      { class: 'terminal', grant: 'obtain', error: 'invalid_client', status: 401, cause: theirs },
      'The authorization server refused the client or its credentials (invalid_client): status 401.',
    ],
  ])('tells %s', ([, failure, message]) => {
    const cooldown = after(failure)
    const error = cooldownError(cooldown)
    expect(error.message).toBe(message)
    expect(error).toMatchObject({ retryAt: cooldown.retryAt, cause: failure.cause })
    expect(error).toBeInstanceOf(failure.class === 'terminal' ? CredentialsRejectedError : TokenUnavailableError)
  })

  it('tells no words of others, which may hold a secret', () => {
    const { message } = cooldownError(after({ class: 'transient', grant: 'obtain', cause: theirs }))
    expect(message).toMatch(/^No token could be got.*RangeError/)
    expect(message).not.toContain('s3cret')
  })
})
