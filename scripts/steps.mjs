const staticSteps = [
  { name: 'format', tool: ['oxfmt', 'oxfmt'], args: ['--check'], quiet: true },
  { name: 'lint: oxlint', tool: ['oxlint', 'oxlint'], args: ['--type-aware', '--deny-warnings'], quiet: true },
  { name: 'lint: knip', tool: ['knip', 'knip'], args: [], quiet: true },
  { name: 'types: all', tool: ['typescript', 'tsc'], args: ['--noEmit'], quiet: true },
  { name: 'types: packages', tool: ['typescript', 'tsc'], args: ['--build', 'tsconfig.build.json'], quiet: true },
]

/**
 * The steps of a set of checks. The sets `quick` and `rest` have no step in common. Together they do what `all` does.
 *
 * @param set - `quick`, `rest` or `all`
 * @param report - where vitest writes its results
 */
export function stepsOf(set, report, vitestArguments) {
  const steps = [
    {
      name: 'tests',
      tool: ['vitest', 'vitest'],
      args: [
        'run',
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${report}`,
        '--reporter=./internal/runtimes/reporter.ts',
        ...vitestArguments,
      ],
      // Which test file is in which set: internal/test-sets/areas.ts.
      variables: { EVERBEARER_TEST_SET: set === 'all' ? undefined : set },
    },
  ]
  if (set !== 'rest') steps.unshift(...staticSteps)
  if (set !== 'quick') {
    steps.push({ name: 'docs: systems.md', file: 'internal/keycloak/table/cli.ts', args: ['--check', report] })
    // A part of the tests shows a part of the table.
    const args = ['--check', ...(set === 'rest' ? ['--part'] : [])]
    if (vitestArguments.length === 0) steps.push({ name: 'docs: behaviour.md', file: 'internal/runtimes/table/main.ts', args })
  }
  return steps
}
