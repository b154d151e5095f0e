import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { stepsOf } from './steps.mjs'
import { readTally, tallyLine } from './tally.mjs'

/**
 * Runs the checks of a set, all of them even where one fails, and closes with the count of its tests.
 *
 * @param set - `quick`, `rest` or `all`
 */
export async function runChecks({ root, processes, toolchain, set, vitestArguments }) {
  const reports = join(root, 'reports', 'tests')
  const report = join(reports, `${set}.json`)
  // The rest completes the reports of the quick set.
  const old = set === 'rest' ? [report, join(reports, 'all.json')] : [reports, join(root, 'reports', 'behaviour')]
  await Promise.all(old.map((path) => rm(path, { recursive: true, force: true })))

  const results = []
  for (const step of stepsOf(set, report, vitestArguments)) {
    if (processes.interruptedBy() === undefined) results.push(await runStep(step, { root, processes, toolchain }))
  }
  return summarize(results, await readTally(report), set)
}

async function runStep({ name, tool, file, args, quiet, variables }, { root, processes, toolchain }) {
  if (!quiet) console.log(`${name}…`)
  const started = performance.now()
  // The tool's own JavaScript rather than the link in .bin, which is a shell script: arguments stay what they are.
  const { code, output } = await processes.run(toolchain.node, [file ?? (await toolFile(root, tool)), ...args], {
    env: { ...toolchain.env, ...variables },
    quiet,
  })
  if (code !== 0 && output) console.log(output.trimEnd())
  const line = `${code === 0 ? 'ok    ' : 'FAILED'}  ${name} (${seconds(started)} s)`
  console.log(line)
  return { line, code }
}

function summarize(results, tally, set) {
  const failed = results.filter(({ code }) => code !== 0)
  console.log(['', 'summary', ...results.map(({ line }) => line)].join('\n'))
  if (tally.skipped > 0) console.log(`${tally.skipped} tests were skipped`)
  if (set === 'quick') console.log('`npm run test:all` adds browsers, other runtimes, Keycloak, Redis, tarballs, and what takes longer')
  console.log(tallyLine([tally]))
  return { code: failed.length > 0 || tally.failed > 0 ? 1 : 0 }
}

/** Watches the quick set. */
export async function watchTests({ root, processes, toolchain, vitestArguments }) {
  return processes.run(toolchain.node, [await toolFile(root, ['vitest', 'vitest']), ...vitestArguments], {
    env: { ...toolchain.env, EVERBEARER_TEST_SET: 'quick' },
  })
}

async function toolFile(root, [packageName, command]) {
  const folder = join(root, 'node_modules', packageName)
  const { bin } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  return join(folder, typeof bin === 'string' ? bin : bin[command])
}

function seconds(started) {
  return Math.round((performance.now() - started) / 1000)
}
