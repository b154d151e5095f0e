import type { Mutant } from '../mutant.ts'

const kit = 'packages/testing/src/kit'
const tests = (file: string): string[] => ['--project', 'testing', `test/kit/${file}.test.ts`]
const control = { file: `${kit}/control-coordinator.ts`, tests: tests('reset') }

/** What users' own tests rely on. */
export const testingKit: readonly Mutant[] = [
  {
    ...control,
    name: 'reset-without-a-look-at-the-clock',
    rule: 'A reset tells that the coordinator has another clock.',
    find: 'if (issuedAt !== clock.wall()) throw new Error(otherClock)',
    replace: '',
  },
  {
    ...control,
    name: 'reset-keeps-the-cooldown',
    rule: 'A reset ends the cooldown of the token endpoint, however long it is.',
    find: "await auth.setTokens({ access_token: 'reset', expires_in: 300 })",
    replace: '',
  },
  {
    ...control,
    name: 'reset-keeps-the-token',
    rule: 'After a reset, nobody is signed in.',
    find: 'await auth.clear()\n      known = undefined',
    replace: 'known = undefined',
  },
  {
    ...control,
    name: 'reset-lets-calls-wait',
    rule: 'A reset ends the calls that the last test has left behind.',
    find: 'await auth.clear()\n      await auth.setTokens(',
    replace: 'await auth.setTokens(',
  },
  {
    ...control,
    name: 'reset-keeps-the-outage',
    rule: 'A reset ends the failures that the last test has planned.',
    find: 'server?.reset()',
    replace: '',
  },
  {
    ...control,
    name: 'reset-keeps-events',
    rule: 'A reset forgets the events of the last test, and its own.',
    find: 'events.length = 0',
    replace: '',
  },
  {
    ...control,
    name: 'pauses-always-skipped',
    rule: 'The pauses between retries stay if a test says so.',
    find: 'if (retryIn !== undefined && skipRetryPauses)',
    replace: 'if (retryIn !== undefined)',
  },
  {
    ...control,
    name: 'due-token-asked-for-again',
    rule: 'Moving past the end of a token that is due starts no refresh.',
    tests: tests('test-coordinator'),
    find: 'if (known?.accessToken !== accessToken) known',
    replace: 'known',
  },
  {
    file: `${kit}/test-clock.ts`,
    tests: tests('test-clock'),
    name: 'clock-keeps-its-day',
    rule: 'A new start moves the monotonic clock past each pause of the last test.',
    find: 'monotonic += day',
    replace: '',
  },
  {
    file: `${kit}/test-clock.ts`,
    tests: tests('reset'),
    name: 'clock-not-moved',
    rule: 'The wall clock returns to its start.',
    find: 'monotonic += day\n      wall = start',
    replace: 'monotonic += day',
  },
  {
    file: `${kit}/replace-system-clock.ts`,
    tests: tests('reset'),
    name: 'clock-not-given-back',
    rule: 'The system clock is as before after the release.',
    find: 'Object.assign(target, own)',
    replace: '',
  },
  {
    file: `${kit}/token-register.ts`,
    tests: tests('reset'),
    name: 'refresh-token-of-the-last-test',
    rule: 'No refresh token comes twice, because a coordinator sends none twice.',
    find: '-${uniqueSuffix()}',
    replace: '',
  },
  {
    file: `${kit}/token-register.ts`,
    tests: tests('test-coordinator'),
    name: 'reuse-without-a-consequence',
    rule: 'A second use of a refresh token ends its login.',
    find: 'issued.login.isRevoked = true',
    replace: '',
  },
  {
    file: `${kit}/token-register.ts`,
    tests: tests('msw'),
    name: 'expired-token-accepted',
    rule: 'The API of the test server rejects a token that has expired.',
    find: ' && clock.wall() < issued.expiresAt',
    replace: '',
  },
  {
    file: `${kit}/expect-requests.ts`,
    tests: tests('expect-requests'),
    name: 'requests-not-counted',
    rule: 'Requests that nobody expected are a difference.',
    find: 'if (actual.length !== expected.length)',
    replace: 'if (actual.length < expected.length)',
  },
]
