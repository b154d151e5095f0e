import { describe, expect, it, test } from 'vitest'
import { classify } from '../../src/policy/classify-failure.ts'
import { type ClaimView, planGrant } from '../../src/policy/choose-grant.ts'
import { decideWrite, type PendingWrite } from '../../src/policy/pending-write.ts'
import { reconcile } from '../../src/policy/reconcile.ts'
import { outcomeOf } from '../../src/policy/token-outcome.ts'
import { createSpentTokens } from '../../src/token/used-refresh-tokens.ts'
import { readSubject } from '../../src/token/read-subject.ts'
import { endOfSession, type StoredToken } from '../../src/token/stored-token.ts'
import { testStart, stored } from '../stored.ts'

const alice = stored(4, { session: 'alice', sessionStart: testStart })
const bob = stored(5, { session: 'bob', sessionStart: testStart + 1000 })
const logout = endOfSession('alice', 5, testStart + 500)

describe('decideWrite', () => {
  const refresh = (expected: number): PendingWrite => ({
    kind: 'refresh',
    record: { ...alice, generation: 5, accessToken: 'new' },
    expected,
  })
  const login = (at: number, replaces = ['alice']): PendingWrite => ({
    kind: 'login',
    record: stored(6, { session: 'carol', sessionStart: at }),
    replaces,
    at,
  })
  const ending: PendingWrite = { kind: 'logout', record: { ...logout, generation: 6 }, replaces: ['alice'], at: testStart + 500 }

  test.for<[name: string, pending: PendingWrite, found: StoredToken | undefined, decision: string]>([
    ['anything into an empty store', refresh(4), undefined, 'write'],
    ['a refresh over the record that it was asked on', refresh(4), alice, 'write'],
    ['a refresh over another revision of it', refresh(3), alice, 'void'],
    ['a refresh over a logout', refresh(4), { ...logout, revision: 5 }, 'void'],
    ['a refresh over the logout that it was asked on', refresh(5), { ...logout, revision: 5 }, 'write'],
    ['a refresh over another session', refresh(4), bob, 'void'],
    ['a refresh that got through', refresh(4), { ...alice, generation: 5, accessToken: 'new', revision: 5 }, 'done'],
    ['a login over the session that it ends', login(testStart - 1), alice, 'write'],
    ['a login over an older session', login(testStart + 2000), bob, 'write'],
    ['a login over a newer session', login(testStart + 900), bob, 'void'],
    ['a login over a token of the source’s own credentials of the same moment', login(testStart), stored(5, { session: 'own-1' }), 'write'],
    ['a login over another login of the same moment', login(testStart + 1000), bob, 'void'],
    [
      'a login over the logout that it took for that of its own session',
      login(testStart, ['own-0']),
      endOfSession('own-0', 9, testStart + 1),
      'void',
    ],
    ['a login over the logout of before', login(testStart, ['own-0']), endOfSession('own-0', 9, testStart - 1), 'write'],
    ['a login that got through', login(testStart), stored(7, { session: 'carol' }), 'done'],
    ['a login whose session was logged out meanwhile', login(testStart), { ...endOfSession('carol', 7, testStart), revision: 7 }, 'void'],
    ['a logout over its session, refreshed or not', ending, { ...alice, generation: 9 }, 'write'],
    ['a logout that got through', ending, { ...logout, revision: 7 }, 'done'],
    ['a logout over a newer login', ending, bob, 'void'],
  ])('%s', ([, pending, found, decision]) => {
    expect(decideWrite(pending, found)).toBe(decision)
  })
})

describe('reconcile', () => {
  const spent = createSpentTokens()
  spent.add('spent')
  const known = { ...alice, refreshToken: 'known' }

  test.for<[name: string, session: string | undefined, known: StoredToken | undefined, found: StoredToken | undefined, expected: object]>([
    ['an empty store leaves what is known', 'alice', known, undefined, { kind: 'same', latest: known }],
    ['a first token begins with what is found', undefined, undefined, bob, { kind: 'same', latest: bob }],
    ['a logout ends a session', 'alice', known, logout, { kind: 'cleared', by: logout }],
    [
      'a logout ends a session, whosever it was',
      'alice',
      known,
      { ...logout, session: 'other' },
      { kind: 'cleared', by: { ...logout, session: 'other' } },
    ],
    ['another session replaces this one', 'alice', known, bob, { kind: 'replaced', by: bob }],
    [
      'a newer token of the session counts',
      'alice',
      known,
      { ...alice, generation: 9 },
      { kind: 'same', latest: { ...alice, generation: 9 } },
    ],
    ['an older token of the session does not', 'alice', known, { ...alice, generation: 3 }, { kind: 'same', latest: known }],
    [
      'the store’s refresh token counts',
      'alice',
      known,
      { ...alice, refreshToken: 'found' },
      { kind: 'same', latest: { ...alice, refreshToken: 'found' } },
    ],
    ['a spent refresh token in the store does not', 'alice', known, { ...alice, refreshToken: 'spent' }, { kind: 'same', latest: known }],
    [
      'nor does it if it is the same here',
      'alice',
      { ...alice, refreshToken: 'spent' },
      { ...alice, refreshToken: 'spent' },
      { kind: 'same', latest: alice },
    ],
  ])('%s', ([, session, mine, found, expected]) => {
    expect(reconcile(session, mine, found, spent, () => false)).toEqual(expected)
  })

  it('lets a refresh token to begin with begin after a logout that is there', () => {
    const first = stored(1, { generation: 0, accessToken: '', refreshToken: 'first' })
    expect(reconcile(undefined, first, logout, spent, () => false)).toEqual({
      kind: 'same',
      latest: { ...first, session: 'own-5', generation: 5 },
    })
  })

  it('keeps the token that was issued last where two have one generation, with the refresh token of the store', () => {
    const mine = stored(2, { issuedAt: testStart + 5, refreshToken: 'old', revision: 1 })
    const theirs = stored(2, { accessToken: 'theirs', issuedAt: testStart, refreshToken: 'new', revision: 4 })
    expect(reconcile('own-0', mine, theirs, spent, () => false)).toEqual({
      kind: 'same',
      latest: { ...mine, refreshToken: 'new', revision: 4 },
    })
    const newer = { ...theirs, issuedAt: testStart + 9 }
    expect(reconcile('own-0', mine, newer, spent, () => false)).toEqual({ kind: 'same', latest: newer })
  })

  it('takes the token of a session that was logged out for no news, and its logout for one', () => {
    const ended = { ...stored(5), loggedOut: true as const, accessToken: '' }
    expect(reconcile('another', undefined, stored(9), spent, (id) => id === 'own-0')).toEqual({ kind: 'same', latest: undefined })
    expect(reconcile('own-0', undefined, ended, spent, (id) => id === 'own-0')).toEqual({ kind: 'cleared', by: ended })
  })
})

describe('planGrant', () => {
  const ask = (): Promise<never> => Promise.reject(new Error('not called'))
  const both = { obtain: ask, refresh: ask }
  const claimed = stored(1, { refreshToken: 'r', claim: { owner: 'x', attempt: 1, at: 1000, until: 31_000 } })
  const view: ClaimView = { wall: 2000, use: 'under way', hasWaited: false, reuseGrace: 0 }

  test.for<[name: string, canObtain: boolean, more: Partial<ClaimView>, expected: string]>([
    ['a request under way is waited for', true, {}, 'wait'],
    ['and not for long by a source that can obtain', true, { hasWaited: true }, 'obtain'],
    ['by any other for as long as it takes', false, { hasWaited: true }, 'wait'],
    ['in doubt, a source that can obtain does so', true, { use: 'in doubt' }, 'obtain'],
    ['in doubt, any other presents it again', false, { use: 'in doubt' }, 'repeat'],
    ['within the grace, it is presented again', true, { use: 'in doubt', reuseGrace: 1001 }, 'repeat'],
    ['after the grace, it is not', true, { use: 'in doubt', reuseGrace: 1000 }, 'obtain'],
    ['a clock set back makes no grace', true, { use: 'in doubt', wall: 0 }, 'obtain'],
  ])('%s', ([, canObtain, more, expected]) => {
    expect(planGrant(canObtain ? both : { refresh: ask }, claimed, { ...view, ...more })).toBe(expected)
  })
})

describe('outcomeOf', () => {
  test.for<[name: string, failure: object, code: string | undefined, outcome: string]>([
    ['503', { status: 503 }, undefined, 'unused'],
    ['429 with an error', { status: 429, error: 'invalid_request' }, undefined, 'unused'],
    ['use_dpop_nonce', { status: 400, error: 'use_dpop_nonce' }, undefined, 'unused'],
    ['no name', {}, 'ENOTFOUND', 'unused'],
    ['no listener', {}, 'ECONNREFUSED', 'unused'],
    ['a certificate that is not trusted', {}, 'DEPTH_ZERO_SELF_SIGNED_CERT', 'unused'],
    ['a certificate that can’t be verified', {}, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unused'],
    ['invalid_client', { status: 401, error: 'invalid_client' }, undefined, 'rejected'],
    ['404', { status: 404 }, undefined, 'rejected'],
    ['408', { status: 408 }, undefined, 'unknown'],
    ['500', { status: 500 }, undefined, 'unknown'],
    ['502', { status: 502 }, undefined, 'unknown'],
    ['server_error', { status: 500, error: 'server_error' }, undefined, 'unknown'],
    ['a connection that broke', {}, 'ECONNRESET', 'unknown'],
    ['nothing at all', {}, undefined, 'unknown'],
  ])('%s', ([, failure, code, outcome]) => {
    const { class: failureClass } = classify(new Error('x'), 'refresh')
    expect(outcomeOf({ class: failureClass, grant: 'refresh', cause: new Error('x'), ...failure }, code)).toBe(outcome)
  })
})

describe('readSubject', () => {
  const idToken = (claims: object) => `e30.${btoa(JSON.stringify(claims)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}.x`
  test.for<[name: string, response: object, subject: string | undefined]>([
    ['issuer and subject', { id_token: idToken({ iss: 'https://as', sub: 'a?>' }) }, '["https://as","a?>"]'],
    ['another issuer is another subject', { id_token: idToken({ iss: 'https://other', sub: 'a?>' }) }, '["https://other","a?>"]'],
    ['no ID token', {}, undefined],
    ['no subject', { id_token: idToken({ iss: 'https://as' }) }, undefined],
    ['no JWT', { id_token: 'x' }, undefined],
    ['no JSON', { id_token: 'a.b.c' }, undefined],
  ])('%s', ([, response, subject]) => {
    expect(readSubject(response as never)).toBe(subject)
  })
})
