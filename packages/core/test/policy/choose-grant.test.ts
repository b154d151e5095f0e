import { expect, test } from 'vitest'
import { chooseGrant } from '../../src/policy/choose-grant.ts'
import type { Grant } from '../../src/token/grant.ts'
import type { TokenSource } from '../../src/token/source.ts'
import type { StoredToken } from '../../src/token/stored-token.ts'
import { stored as storedToken } from '../stored.ts'

const ask = (): Promise<never> => Promise.reject(new Error('not called'))
const both: TokenSource = { obtain: ask, refresh: ask }
const token: StoredToken = storedToken(1)
const withRefresh: StoredToken = { ...token, refreshToken: 'r' }

test.for<[name: string, source: TokenSource, token: StoredToken | undefined, expected: Grant | undefined]>([
  ['no token yet', both, undefined, 'obtain'],
  ['no token yet, and nothing to get one with', { refresh: ask }, undefined, undefined],
  ['a refresh token without an end', both, withRefresh, 'refresh'],
  ['a refresh token that is alive', both, { ...withRefresh, refreshExpiresAt: 1001 }, 'refresh'],
  ['a refresh token that ends right now', both, { ...withRefresh, refreshExpiresAt: 1000 }, 'obtain'],
  ['a refresh token that is dead', both, { ...withRefresh, refreshExpiresAt: 1 }, 'obtain'],
  ['a dead refresh token and no credentials', { refresh: ask }, { ...withRefresh, refreshExpiresAt: 1 }, undefined],
  ['no refresh token', both, token, 'obtain'],
  ['no refresh token, but its deadline (0 of Conundra)', both, { ...token, refreshExpiresAt: 5000 }, 'obtain'],
  ['no refresh token and no credentials', { refresh: ask }, token, undefined],
  ['a refresh token that the source has no use for', { obtain: ask }, withRefresh, 'obtain'],
  ['an empty source', {}, withRefresh, undefined],
])('%s', ([, source, stored, expected]) => {
  expect(chooseGrant(source, stored, 1000)).toBe(expected)
})
