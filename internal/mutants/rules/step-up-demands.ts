import type { Mutant } from '../mutant.ts'

const demand = { file: 'packages/core/src/policy/step-up-demand.ts', tests: ['--project', 'core', 'policy/step-up-demand.test.ts'] }

/** What a server demands beyond a good token. */
export const stepUpDemands: readonly Mutant[] = [
  {
    ...demand,
    name: 'demand-of-another-origin',
    rule: 'The demand of an origin that a redirect led to calls no hook.',
    find: ' || movedToOtherOrigin(requestUrl, url)',
    replace: '',
  },
  {
    ...demand,
    name: 'demand-by-401-alone',
    rule: 'A 403 demands more scopes, too.',
    find: 'status !== 401 && status !== 403',
    replace: 'status !== 401',
  },
  {
    ...demand,
    name: 'demand-by-first-challenge',
    rule: 'A demand counts wherever it stands among the challenges.',
    find: 'if (error === undefined) continue',
    replace: 'if (error === undefined) return undefined',
  },
  {
    ...demand,
    name: 'ordered-scopes',
    rule: 'The same scopes in another order are the same demand.',
    find: '.toSorted()',
    replace: '',
  },
  {
    ...demand,
    name: 'demand-of-any-login',
    rule: 'A demand for another class of login is another demand.',
    find: 'scopesOf(scope).toSorted(), acrValues, maxAge]',
    replace: 'scopesOf(scope).toSorted(), maxAge]',
  },
  {
    ...demand,
    name: 'some-scope-is-enough',
    rule: 'Only a token with all demanded scopes meets the demand.',
    find: 'wanted.every(',
    replace: 'wanted.some(',
  },
  {
    ...demand,
    name: 'scopes-stand-for-a-login',
    rule: 'Scopes say nothing of a login.',
    find: ' || acrValues !== undefined || maxAge !== undefined) return false',
    replace: ') return false',
  },
]
