import { describe, expect, it } from 'vitest'
import { recordToBringForward } from '../../src/policy/record-to-bring-forward.ts'
import { recordToWrite } from '../../src/policy/pending-write.ts'
import { reconcile } from '../../src/policy/reconcile.ts'
import type { StoredToken } from '../../src/index.ts'
import { createSpentTokens } from '../../src/token/used-refresh-tokens.ts'
import { stored, testStart } from '../stored.ts'

const claimOf = (owner: string) => ({ owner, attempt: 1, at: testStart, until: testStart + 30_000 })
const known = stored(5, { refreshToken: 'r' })
/** What another process has written to the store since. */
const ahead = stored(4, { revision: 6, refreshToken: 'r', claim: claimOf('other') })

describe('what a process brings forward', () => {
  const spent = createSpentTokens()
  spent.add('spent')

  it('is its own record where the store has no record', () => {
    expect(recordToBringForward(undefined, known, spent)).toBe(known)
  })

  it.each([
    ['a token that is as new', stored(5, { revision: 9 })],
    ['a newer token', stored(6, { revision: 1 })],
    ['another session', stored(4, { session: 'alice' })],
  ])('is nothing where the store has %s', (_name, fromStore) => {
    expect(recordToBringForward(fromStore, known, spent)).toBeUndefined()
  })

  it('has the claim of another process on the same refresh token', () => {
    for (const revision of [1, 5, 6]) {
      expect(recordToBringForward({ ...ahead, revision }, known, spent)).toMatchObject({ generation: 5, claim: claimOf('other') })
    }
  })

  it('has its own claim where the store has lost that claim', () => {
    const claimed = { ...known, claim: claimOf('me') }
    expect(recordToBringForward(stored(4, { refreshToken: 'r' }), claimed, spent)).toEqual(claimed)
  })

  it('has the refresh token of a store that has gone on, with its deadline', () => {
    const fromStore = stored(4, { revision: 6, refreshToken: 'rotated', refreshExpiresAt: testStart + 1 })
    expect(recordToBringForward(fromStore, known, spent)).toEqual({
      ...known,
      revision: 6,
      refreshToken: 'rotated',
      refreshExpiresAt: testStart + 1,
    })
  })

  it('has its own refresh token where the store has gone back', () => {
    expect(recordToBringForward(stored(4, { refreshToken: 'older', claim: claimOf('other') }), known, spent)).toEqual(known)
  })

  it('has its own refresh token in place of a used one', () => {
    expect(recordToBringForward({ ...ahead, refreshToken: 'spent' }, known, spent)).toEqual(known)
  })
})

describe('what a refresh goes on from, if tokens that continue the session are not saved yet', () => {
  const latestOf = (fromStore: StoredToken) => reconcile('own-0', known, fromStore, createSpentTokens(), () => false)

  it('has the claim of the process that presents the refresh token now', () => {
    expect(latestOf(ahead)).toMatchObject({ kind: 'same', latest: { accessToken: 'stored-5', claim: claimOf('other') } })
  })

  it('has the refresh token that another process has received', () => {
    expect(latestOf({ ...ahead, refreshToken: 'rotated' })).toMatchObject({
      kind: 'same',
      latest: { accessToken: 'stored-5', refreshToken: 'rotated' },
    })
  })

  it('is the own record where the store has nothing else', () => {
    expect(latestOf(stored(4, { refreshToken: 'r' }))).toEqual({ kind: 'same', latest: known })
  })
})

describe('a pending write', () => {
  it('of a login keeps the claim of another process', () => {
    const login = { kind: 'login', record: known, replaces: [], at: testStart } as const
    expect(recordToWrite(login, ahead)).toEqual({ ...known, claim: claimOf('other') })
  })

  it('of a response ends the claim of the refresh', () => {
    expect(recordToWrite({ kind: 'refresh', record: known, expected: 6 }, ahead)).toEqual(known)
  })

  it('of a logout has no claim', () => {
    const record = stored(5, { loggedOut: true, accessToken: '' })
    expect(recordToWrite({ kind: 'logout', record, replaces: [], at: testStart }, ahead)).toEqual(record)
  })
})
