import { describe, expect, test } from 'vitest'
import { SessionEndedError, TokenRequestError } from '../../src/lib/errors.ts'
import { classify } from '../../src/policy/classify-failure.ts'
import { sessionStatus } from '../../src/policy/session-status.ts'
import { endWithoutGrant, type SessionHistory } from '../../src/policy/sign-in.ts'

const nothing: SessionHistory = { lastSession: undefined, lastEnd: undefined }
const isOver = classify(new SessionEndedError(), 'obtain')
const isDead = classify(new TokenRequestError('dead', { status: 400, error: 'invalid_grant' }), 'refresh')

describe('the end without a grant', () => {
  test.for([
    ['no request was made', undefined, nothing, 'not-signed-in'],
    ['the source says so', isOver, nothing, 'not-signed-in'],
    ['the source says so again', isOver, { lastSession: undefined, lastEnd: 'not-signed-in' }, 'not-signed-in'],
    ['a refresh token was dead', isDead, nothing, 'no-grant'],
    ['a session has begun', isOver, { lastSession: 'own-0', lastEnd: undefined }, 'no-grant'],
    ['a session has ended', undefined, { lastSession: 'own-0', lastEnd: 'no-grant' }, 'no-grant'],
    ['a logout came first', undefined, { lastSession: undefined, lastEnd: 'cleared' }, 'no-grant'],
    ['another session began elsewhere', isOver, { lastSession: undefined, lastEnd: 'replaced' }, 'no-grant'],
  ] as const)('if %s', ([, failure, history, reason]) => {
    expect(endWithoutGrant(failure, history)).toBe(reason)
  })
})

describe('the status of a session', () => {
  test.for([
    [undefined, false, undefined, 'unknown'],
    [undefined, false, 'replaced', 'unknown'],
    [undefined, false, 'cleared', 'ended'],
    [undefined, true, 'no-grant', 'ended'],
    [undefined, true, undefined, 'ended'],
    ['own-0', false, undefined, 'active'],
    ['own-0', false, 'cleared', 'active'],
  ] as const)('session %s, no way to a token: %s, last end %s: %s', ([session, hasEnded, lastEnd, status]) => {
    expect(sessionStatus(session, hasEnded, lastEnd)).toBe(status)
  })
})
