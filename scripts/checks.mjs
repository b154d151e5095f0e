import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { readTally } from './tally.mjs'

/** Runs lint, types and tests, all of them even where one fails, and closes with the count of the tests. */
export async function runChecks({ root, processes, toolchain, vitestArguments }) {
  const report = join(root, 'reports', 'vitest.json')
  const columns = join(root, 'reports', 'behaviour')
  await Promise.all([report, columns].map((path) => rm(path, { recursive: true, force: true })))

  const steps = [
    { name: 'format', tool: ['oxfmt', 'oxfmt'], args: ['--check'], quiet: true },
    { name: 'lint: oxlint', tool: ['oxlint', 'oxlint'], args: ['--type-aware', '--deny-warnings'], quiet: true },
    { name: 'lint: knip', tool: ['knip', 'knip'], args: [], quiet: true },
    { name: 'types: all', tool: ['typescript', 'tsc'], args: ['--noEmit'], quiet: true },
    { name: 'types: packages', tool: ['typescript', 'tsc'], args: ['--build', 'tsconfig.build.json'], quiet: true },
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
    },
    { name: 'docs: systems.md', file: 'internal/keycloak/table/cli.ts', args: ['--check', report] },
  ]
  // A part of the tests shows a part of the table.
  if (vitestArguments.length === 0) steps.push({ name: 'docs: behaviour.md', file: 'internal/runtimes/table/main.ts', args: ['--check'] })

  const results = []
  for (const step of steps) {
    if (processes.interruptedBy() === undefined) results.push(await runStep(step, { root, processes, toolchain }))
  }
  return summarize(results, await readTally(report))
}

async function runStep({ name, tool, file, args, quiet }, { root, processes, toolchain }) {
  if (!quiet) console.log(`${name}…`)
  const started = performance.now()
  // The tool's own JavaScript rather than the link in .bin, which is a shell script: arguments stay what they are.
  const { code, output } = await processes.run(toolchain.node, [file ?? (await toolFile(root, tool)), ...args], {
    env: toolchain.env,
    quiet,
  })
  if (code !== 0 && output) console.log(output.trimEnd())
  const line = `${code === 0 ? 'ok    ' : 'FAILED'}  ${name} (${seconds(started)} s)`
  console.log(line)
  return { line, code }
}

function summarize(results, tally) {
  const failed = results.filter(({ code }) => code !== 0)
  console.log(['', 'summary', ...results.map(({ line }) => line)].join('\n'))
  if (tally.skipped > 0) console.log(`${tally.skipped} tests were skipped`)
  console.log(`${tally.passed} passed, ${tally.failed} failed`)
  return { code: failed.length > 0 || tally.failed > 0 ? 1 : 0 }
}

async function toolFile(root, [packageName, command]) {
  const folder = join(root, 'node_modules', packageName)
  const { bin } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  return join(folder, typeof bin === 'string' ? bin : bin[command])
}

function seconds(started) {
  return Math.round((performance.now() - started) / 1000)
}
