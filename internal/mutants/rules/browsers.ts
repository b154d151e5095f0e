import type { Mutant } from '../mutant.ts'

const table = ['--project', 'runtimes', 'test/table.test.ts']
const part = { file: 'internal/runtimes/part.ts', tests: table }

/** What a run of a part of the suite in browsers shows, and what it does without a browser. */
export const browsers: readonly Mutant[] = [
  {
    ...part,
    name: 'part-of-one-client',
    rule: 'In a run in part, the clients take turns.',
    find: 'index % alike.length === turn',
    replace: 'index % alike.length === 0',
  },
  {
    ...part,
    name: 'part-without-challenges',
    rule: 'In a run in part, the behaviours about challenges also run where the challenge is hidden.',
    find: "({ theme }) => theme === 'challenges'",
    replace: '() => false',
  },
  {
    name: 'part-shows-declared',
    rule: 'What a run in part has shown comes before what is declared.',
    file: 'internal/runtimes/table/declared.ts',
    find: '[...declaredResults(target), ...results]',
    replace: '[...results, ...declaredResults(target)]',
    tests: table,
  },
  {
    name: 'part-hides-failure',
    rule: 'A target with a failure is not complete, whatever part of it was expected.',
    file: 'internal/runtimes/table/reports.ts',
    find: 'hasFailed(target) || !isWhole(target)',
    replace: '!isWhole(target)',
    tests: table,
  },
  {
    name: 'missing-browser-in-ci',
    rule: 'A missing browser fails the tests in CI.',
    file: 'internal/browsers/launch-or-skip.ts',
    find: " || process.env['CI']",
    replace: '',
    tests: ['--project', 'browsers', 'launch-or-skip'],
  },
]
