import type { Mutant } from '../mutant.ts'

const core = 'packages/core/src'
const tests = (...files: string[]): string[] => ['--project', 'core', ...files]
const sessionTests = tests('sessions.test.ts', 'lifecycle.test.ts', 'pitfalls')
const session = { file: `${core}/session/session.ts`, tests: sessionTests }
const budget = { file: `${core}/policy/rejection-budget.ts`, tests: tests('rejection-budget.test.ts') }

/** A rejection causes few refreshes and few replays. */
export const rejections: readonly Mutant[] = [
  {
    ...budget,
    file: 'packages/core/src/session/rejections.ts',
    name: 'rejections-without-budget',
    rule: 'Refreshes for rejections have a budget.',
    find: 'if (refilled(driver.state.budget, now).left > 0) return undefined',
    replace: 'return undefined',
  },
  {
    ...budget,
    file: 'packages/core/src/policy/rejection-budget.ts',
    name: 'budget-never-grows',
    rule: 'The budget grows by one refresh every six seconds.',
    find: 'left: Math.min(most, budget.left + gained)',
    replace: 'left: Math.min(most, budget.left)',
  },
  {
    ...budget,
    file: 'packages/core/src/policy/rejection-budget.ts',
    name: 'budget-without-bound',
    rule: 'However long nobody rejects, ten refreshes are the most at once.',
    find: 'Math.min(most, budget.left + gained)',
    replace: 'budget.left + gained',
    tests: tests('rejection-budget.test.ts', 'model'),
  },
  {
    ...session,
    file: 'packages/core/src/session/rejections.ts',
    name: 'error-instead-of-accepted-token',
    rule: 'Without budget, a token that some server has accepted is sent once more as it is.',
    find: "isAccepted ? 'replay as it is' : 'budget'",
    replace: "'budget'",
    tests: tests('rejection-budget.test.ts'),
  },
  {
    ...session,
    file: 'packages/core/src/session/rejections.ts',
    name: 'unaccepted-token-sent-again',
    rule: 'A token that no server has accepted is not sent again after its rejection.',
    find: "isAccepted ? 'replay as it is' : 'budget'",
    replace: "'replay as it is'",
    tests: tests('rejection-budget.test.ts'),
  },
  {
    file: `${core}/session/active-token.ts`,
    name: 'replayed-without-end',
    rule: 'A request is sent three times at most.',
    find: 'const isFinal = attempt >= mostAttempts || ',
    replace: 'const isFinal = ',
    tests: tests('rejections.test.ts'),
  },
  {
    file: `${core}/session/active-token.ts`,
    name: 'no-second-replay',
    rule: 'A replay whose token was asked for before the rejection is followed by a second one.',
    find: 'const mostAttempts = 3',
    replace: 'const mostAttempts = 2',
    tests: ['--project', 'demo', 'revocations.test.ts'],
  },
  {
    file: 'packages/core/src/session/active-token.ts',
    name: 'second-replay-of-a-new-token',
    rule: 'A second replay is for tokens that were asked for before the rejection.',
    find: 'refreshesBegun > begunAtRejection || ',
    replace: '',
    tests: tests('rejections.test.ts', 'pitfalls'),
  },
  {
    ...session,
    file: 'packages/core/src/session/rejections.ts',
    name: 'endpoint-that-always-rejects',
    rule: 'An endpoint that rejects each new token causes no refresh for each.',
    find: "if (forbidsRefresh(driver.state.rejectedReplays, sent.generation, now)) return 'always-rejected'",
    replace: '',
    tests: tests('pitfalls/failures.test.ts'),
  },
]
