import type { Mutant } from '../mutant.ts'

const core = 'packages/core/src'
const tests = (...files: string[]): string[] => ['--project', 'core', ...files]
const claims = tests('refresh-token-claims.test.ts', 'policies.test.ts')
const present = { file: `${core}/session/present-refresh-token.ts`, tests: claims }

/** A refresh token is presented once, and known by who shares it. */
export const refreshTokens: readonly Mutant[] = [
  {
    ...present,
    name: 'presented-without-claim',
    rule: 'Only the winner of the compare-and-set presents a refresh token.',
    find: "if (saved === 'conflict') return 'conflict'",
    replace: '',
  },
  {
    ...present,
    name: 'presented-after-a-lost-claim',
    rule: 'Of processes that claim a refresh token at the same time, one presents it.',
    find: "if (saved === 'conflict') return 'conflict'",
    replace: "if (saved === 'conflict') return { ...claimed, revision: revision + 1 }",
    tests: tests('model/slow-place'),
  },
  {
    ...present,
    name: 'presented-though-the-store-failed',
    rule: 'Where no claim can be written, a source that can obtain does so.',
    find: "if (mayFallBack(settings.source, token.session)) return 'obtain'",
    replace: '',
  },
  {
    ...present,
    name: 'claim-kept-though-unused',
    rule: 'A refresh token that the server has not used is free again.',
    find: 'return settled(failure, withClaim(claimed, undefined), context)\n}\n\nasync function settled',
    replace: 'return { failure, known: claimed, isInDoubt: false }\n}\n\nasync function settled',
  },
  {
    ...present,
    name: 'doubt-ended-by-a-refused-repeat',
    rule: 'A second use that the server did not loaded at leaves the first in doubt.',
    find: "if (isRepeat || outcomeOf(failure, systemCodeOf(error)) === 'unknown')",
    replace: "if (outcomeOf(failure, systemCodeOf(error)) === 'unknown')",
    tests: tests('refresh-token-claims.test.ts'),
  },
  {
    ...present,
    name: 'dead-token-kept',
    rule: 'A dead refresh token is struck from the store.',
    find: 'return settled(failure, withRefreshToken(claimed, undefined), context)',
    replace: 'return { failure, known: withRefreshToken(claimed, undefined), isInDoubt: false }',
    tests: tests('store.test.ts'),
  },
  {
    ...present,
    name: 'rotated-token-of-unusable-response-lost',
    rule: 'An unusable response does not lose the refresh token that it brought.',
    find: 'if (isRotated) return settled(',
    replace: 'if (isRotated && !token.error) return settled(',
    tests: tests('refresh-tokens-and-stores.test.ts'),
  },
  {
    ...present,
    name: 'waits-for-a-hanging-refresh',
    rule: 'A source that can obtain waits for a refresh no longer than refreshTimeout.',
    find: 'return await withinTime(() => presented, refreshTimeout, clock, expired)',
    replace: 'return await presented',
  },
  {
    file: `${core}/session/request-token.ts`,
    name: 'aborted-on-the-wire',
    rule: 'A request with a refresh token is seen through.',
    find: 'isSeenThrough ? undefined : stop), sent, attempt: number }',
    replace: 'stop), sent, attempt: number }',
    tests: claims,
  },
  {
    file: `${core}/session/request-token.ts`,
    name: 'presented-again-in-doubt',
    rule: 'A refresh token is presented again only where the server surely has not used it.',
    find: " && !(isSeenThrough && outcomeOf(failure, systemCodeOf(error)) !== 'unused')",
    replace: '',
    tests: tests('request-token.test.ts'),
  },
  {
    file: `${core}/policy/choose-grant.ts`,
    name: 'doubtful-token-again',
    rule: 'A source that can obtain never presents a refresh token in doubt again.',
    find: "return canObtain && !isForgiven ? 'obtain' : 'repeat'",
    replace: "return 'repeat'",
    tests: claims,
  },
  {
    file: `${core}/policy/choose-grant.ts`,
    name: 'claim-of-another-ignored',
    rule: 'A refresh token that another process has claimed is left alone.',
    find: "if (use === 'under way') return canObtain && hasWaited ? 'obtain' : 'wait'",
    replace: '',
    tests: claims,
  },
  {
    file: `${core}/policy/token-outcome.ts`,
    name: 'gateway-errors-are-unused',
    rule: 'A 5xx other than 503 leaves the outcome unknown.',
    find: 'status >= 400 && status < 500 && status !== 408',
    replace: 'status >= 400 && status !== 408',
    tests: claims,
  },
  {
    file: `${core}/token/shared-refresh-token.ts`,
    name: 'newest-of-another-login',
    rule: 'A spent refresh token is followed by its own successor.',
    find: 'for (let next = successors.get(newest); next !== undefined; next = successors.get(newest)) newest = next',
    replace: 'for (const next of successors.values()) newest = next',
    tests: tests('refresh-tokens-and-stores.test.ts'),
  },
  {
    file: `${core}/token/shared-refresh-token.ts`,
    name: 'family-reads-other-names',
    rule: 'A family knows a rotated refresh token under the name that its map gives.',
    find: 'mapResponse(await readSourceResult(given, grant, signal), map) as TokenResponse',
    replace: '(await readSourceResult(given, grant, signal)) as TokenResponse',
    tests: tests('source-responses.test.ts'),
  },
]
