import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Checkout } from './checkout.ts'
import { type ListedMutant, patch } from './mutant.ts'
import { runTests, type TestRun } from './run-tests.ts'

/** What became of a mutant. */
export interface Result {
  readonly mutant: ListedMutant
  readonly outcome: 'killed' | 'survived' | 'equivalent' | 'no longer applies' | 'not run'
  /** Is the outcome what the list says? */
  readonly ok: boolean
  /** `file:line` of the changed text; the file alone if the text is not there. */
  readonly place: string
  /** The test that failed, or what is wrong. */
  readonly detail: string
}

export interface RunOptions {
  /** Longest that the tests of one mutant may take, ms. */
  readonly timeout: number
  readonly onResult: (result: Result) => void
}

/** Runs the mutants one after another; each starts from the code as it is. */
export async function runMutants(
  checkout: Checkout,
  mutants: readonly ListedMutant[],
  { timeout, onResult }: RunOptions,
): Promise<Result[]> {
  const unchanged = new Map<string, TestRun>()
  const results: Result[] = []
  for (const mutant of mutants) {
    const result = await runMutant(checkout, mutant, timeout, unchanged)
    results.push(result)
    onResult(result)
  }
  return results
}

async function runMutant(checkout: Checkout, mutant: ListedMutant, timeout: number, unchanged: Map<string, TestRun>): Promise<Result> {
  const path = join(checkout.root, mutant.file)
  const source = await readFile(path, 'utf8').catch(() => '')
  const patched = patch(source, mutant)
  if (patched.kind === 'no longer applies') return { mutant, outcome: patched.kind, ok: false, place: mutant.file, detail: patched.reason }
  const place = `${mutant.file}:${patched.line}`

  // Tests that fail without the change, too, would seem to kill every mutant.
  const key = JSON.stringify(mutant.tests)
  const before = unchanged.get(key) ?? (await runTests(checkout, mutant.tests, timeout))
  unchanged.set(key, before)
  if (before.kind !== 'passed') return { mutant, outcome: 'not run', ok: false, place, detail: `without the change: ${describe(before)}` }

  try {
    await writeFile(path, patched.source)
    const run = await runTests(checkout, mutant.tests, timeout)
    if (run.kind === 'not run') return { mutant, outcome: 'not run', ok: false, place, detail: describe(run) }
    return classifyResponse(mutant, run, place)
  } finally {
    await writeFile(path, source)
  }
}

function classifyResponse(mutant: ListedMutant, run: TestRun, place: string): Result {
  const { equivalent } = mutant
  if (run.kind !== 'passed') {
    const detail = equivalent === undefined ? describe(run) : `listed as equivalent, but noticed: ${describe(run)}`
    return { mutant, outcome: 'killed', ok: equivalent === undefined, place, detail }
  }
  if (equivalent !== undefined) return { mutant, outcome: 'equivalent', ok: true, place, detail: equivalent }
  return { mutant, outcome: 'survived', ok: false, place, detail: `no test notices: ${mutant.tests.join(' ')}` }
}

function describe(run: TestRun): string {
  if (run.kind === 'failed') return run.test
  if (run.kind === 'not run') return `the tests did not run\n${run.output.trimEnd().split('\n').slice(-30).join('\n')}`
  return run.kind
}
