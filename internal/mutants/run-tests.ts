import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { runProcess } from '../tools/run-process.ts'
import type { Checkout } from './checkout.ts'

/** What a run of tests says about the code under them. */
export type TestRun =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly test: string }
  | { readonly kind: 'timed out' }
  | { readonly kind: 'not run'; readonly output: string }

/** The part of vitest's JSON report that is read. */
interface Report {
  readonly success: boolean
  readonly numPassedTests: number
  readonly testResults: readonly { readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[] }[]
}

/**
 * Runs the tests that vitest's arguments choose, up to the first that fails.
 *
 * @param timeout - longest that the run may take, ms
 */
export async function runTests(checkout: Checkout, tests: readonly string[], timeout: number): Promise<TestRun> {
  const run = await runVitest(checkout, ['--bail=1', ...tests], timeout)
  // Vitest ends its workers at the first failure, sometimes before the failure is in the report. A whole run has all failures.
  return run.kind === 'not run' ? runVitest(checkout, tests, timeout) : run
}

async function runVitest({ root }: Checkout, chosen: readonly string[], timeout: number): Promise<TestRun> {
  const file = join(root, 'reports', 'mutant.json')
  await rm(file, { force: true })
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const args = [vitest, 'run', '--reporter=json', `--outputFile.json=${file}`, ...chosen]
  // In a group of its own, so that its workers end with it.
  const { output, timedOut } = await runProcess(process.execPath, args, { cwd: root, timeout, group: true })
  if (timedOut) return { kind: 'timed out' }

  const report = await readFile(file, 'utf8').then(
    (text) => JSON.parse(text) as Report,
    () => undefined,
  )
  const failed = report?.testResults.flatMap(({ assertionResults }) => assertionResults).find(({ status }) => status === 'failed')
  if (failed !== undefined) return { kind: 'failed', test: failed.fullName }
  // No failed test, and yet no success: a file did not load, or no test was chosen. Neither says anything of the rule.
  if (report?.success !== true || report.numPassedTests === 0) return { kind: 'not run', output }
  return { kind: 'passed' }
}
