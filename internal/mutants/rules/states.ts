import type { Mutant } from '../mutant.ts'

const transition = {
  file: 'packages/core/src/session/transition.ts',
  tests: ['--project', 'core', 'transition.test.ts', 'proactive.test.ts', 'failures.test.ts'],
}

/** The next state follows from state and event alone. */
export const states: readonly Mutant[] = [
  {
    ...transition,
    name: 'cooldown-forgotten-by-a-refresh',
    rule: 'A failure after a cooldown makes a longer one.',
    find: 'lastCooldown: cooldownOf(state) }',
    replace: 'lastCooldown: undefined }',
  },
  {
    ...transition,
    name: 'rejected-for-good',
    rule: 'A rejected token serves again if no better token came.',
    find: '{ isRejected: false })\n    case',
    replace: '{})\n    case',
  },
  {
    ...transition,
    name: 'idle-process-refreshes',
    rule: 'The timer refreshes a token that was used since the last refresh.',
    find: "case 'timer-rang':\n      return withToken(state, { isUsed: false })",
    replace: "case 'timer-rang':\n      return state",
  },
  {
    ...transition,
    name: 'session-renamed',
    rule: 'A session keeps the name that its first token gave.',
    find: "session: state.session.kind === 'named' ? state.session : {",
    replace: 'session: {',
  },
  {
    ...transition,
    name: 'no-news-forgets-a-logout',
    rule: 'That there is still no way to a token is no news.',
    find: "const isNews = id !== undefined || end.kind === 'open' || reason !== 'no-grant'",
    replace: 'const isNews = true',
  },
  {
    ...transition,
    name: 'logout-counted-without-a-refresh',
    rule: 'A logout voids the response of a refresh under way, and no later one.',
    find: "(endpoint.kind === 'refreshing' ? 1 : 0)",
    replace: '1',
  },
  {
    ...transition,
    name: 'login-resets-expired-tokens',
    rule: 'Tokens that had expired when they came are counted in a row, if refreshes brought them.',
    find: 'if (refresh === undefined) return next',
    replace: 'if (refresh === undefined) return withPast(next, { expiredInARow: 0 })',
  },
  {
    ...transition,
    name: 'record-of-another-token',
    rule: 'What is found out about another access token changes nothing.',
    find: "token.kind === 'none' || token.token.record.accessToken !== stored.accessToken",
    replace: "token.kind === 'none'",
  },
]
