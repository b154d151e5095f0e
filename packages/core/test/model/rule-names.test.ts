import { expect, test } from 'vitest'
import { createLedger } from './ledger.ts'
import { rulesMatching } from './rules/names.ts'

test('a pattern that no rule has is refused, with the names of the rules', () => {
  expect(() => rulesMatching('user name')).toThrow(/^EVERBEARER_RULES: expected a pattern of users, logout, .*; got user name$/)
})

test('a breach counts only if its rule is asked for', () => {
  const ledger = createLedger(rulesMatching('^users$'))
  ledger.breach('users', 'a token of alice was sent in a session of bob')
  ledger.breach('peek', 'a dead token is shown')
  expect(ledger.breaches).toEqual(['users: a token of alice was sent in a session of bob'])
})
