import { describe, expect, it } from 'vitest'
import { recordToRestore } from '../../src/policy/older-record.ts'
import { stored, testStart } from '../stored.ts'

const claimOf = (owner: string) => ({ owner, attempt: 1, at: testStart, until: testStart + 30_000 })
/** Token 5 of the session, in the 9th write. */
const newest = stored(5, { revision: 9, refreshToken: 'r5' })

describe('a record of the same session', () => {
  it('is older with a lower generation, whatever its revision', () => {
    for (const revision of [4, 9, 90]) {
      expect(recordToRestore(stored(4, { revision, refreshToken: 'r4' }), newest)).toEqual({ ...newest, revision: revision + 1 })
    }
  })

  it('is not older with a higher generation: after a loss, revisions begin anew', () => {
    expect(recordToRestore(stored(6, { revision: 1 }), newest)).toBeUndefined()
  })

  it('is not older with the same generation and the same or a higher revision', () => {
    for (const revision of [9, 10]) expect(recordToRestore({ ...newest, revision, refreshToken: 'r6' }, newest)).toBeUndefined()
  })

  it('is older with the same generation and a lower revision, if another refresh token is in it', () => {
    expect(recordToRestore({ ...newest, revision: 8, refreshToken: 'r4' }, newest)).toEqual(newest)
  })

  it('is not older if it is the same token, written anew after a loss', () => {
    expect(recordToRestore({ ...newest, revision: 1 }, newest)).toBeUndefined()
  })
})

describe('a claim', () => {
  it('that the store has lost is restored', () => {
    const claimed = { ...newest, claim: claimOf('me') }
    expect(recordToRestore({ ...newest, revision: 8 }, claimed)).toEqual({ ...claimed, revision: 9 })
  })

  it('of another process in the store stays, on the same refresh token', () => {
    const theirs = { ...newest, revision: 2, claim: claimOf('other') }
    expect(recordToRestore(theirs, newest)).toBeUndefined()
    expect(recordToRestore(theirs, { ...newest, claim: claimOf('me') })).toBeUndefined()
    expect(recordToRestore({ ...theirs, generation: 4 }, newest)).toEqual({ ...newest, claim: claimOf('other'), revision: 3 })
  })

  it('on an older refresh token goes', () => {
    const older = stored(4, { refreshToken: 'r4', claim: claimOf('other') })
    expect(recordToRestore(older, newest)).toEqual({ ...newest, revision: 5 })
  })
})

describe('a record of another session', () => {
  const login = stored(5, { revision: 9, session: 'login', sessionStart: testStart + 1_000 })

  it('is older if that session began before and its write came before', () => {
    expect(recordToRestore(stored(4, { revision: 8 }), login)).toEqual(login)
  })

  it('is not older after a later write: clocks may differ', () => {
    expect(recordToRestore(stored(4, { revision: 10 }), login)).toBeUndefined()
  })

  it('is not older if that session began later: the store may have lost all, and counts anew', () => {
    const later = stored(1, { session: 'other', sessionStart: testStart + 2_000 })
    expect(recordToRestore(later, login)).toBeUndefined()
  })
})

describe('a logout', () => {
  const logout = stored(6, { revision: 10, loggedOut: true, accessToken: '' })

  it('is restored over the session that it ended', () => {
    expect(recordToRestore(newest, logout)).toEqual(logout)
  })

  it('is no older record than the token before', () => {
    expect(recordToRestore({ ...logout, revision: 1 }, newest)).toBeUndefined()
  })
})
