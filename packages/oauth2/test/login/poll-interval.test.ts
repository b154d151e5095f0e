import { TokenRequestError, TokenResponseError } from '@everbearer/core'
import { expect, it } from 'vitest'
import { nextInterval } from '../../src/login/poll-interval.ts'

const answer = (status: number | undefined, error?: string): TokenRequestError => new TokenRequestError('no', { status, error })

it.each<[name: string, error: unknown, next: number | undefined]>([
  ['a person who has not confirmed yet', answer(400, 'authorization_pending'), 5_000],
  ['a server that wants fewer polls', answer(400, 'slow_down'), 10_000],
  ['a server that wants fewer polls, with a status of overload', answer(429, 'slow_down'), 10_000],
  ['no response', answer(undefined), 10_000],
  ['an error of the server', answer(500), 10_000],
  ['a server that is away, with a code', answer(503, 'temporarily_unavailable'), 10_000],
  ['a page of a proxy', new TokenResponseError('no JSON'), 10_000],
  ['a person who declined', answer(400, 'access_denied'), undefined],
  ['a code that has expired', answer(400, 'expired_token'), undefined],
  ['a client that is rejected', answer(401, 'invalid_client'), undefined],
  ['a mistake in a custom fetch', new TypeError('x is not a function'), undefined],
])('after %s', (_name, error, next) => {
  expect(nextInterval(error, 5_000)).toBe(next)
})

it('doubles up to a minute, and never shortens a longer interval', () => {
  expect([20_000, 40_000, 60_000, 90_000].map((interval) => nextInterval(answer(500), interval))).toEqual([40_000, 60_000, 60_000, 90_000])
})
