import { readFile } from 'node:fs/promises'

/**
 * Counts the tests in vitest's JSON report. A file that failed without a failed test (it did not load, or a hook
 * threw) counts as one failure, and so does a report that is missing or cannot be read.
 */
export async function readTally(report) {
  let results
  try {
    results = JSON.parse(await readFile(report, 'utf8')).testResults
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }
  }
  const tests = results.flatMap((file) => file.assertionResults)
  const count = (status) => tests.filter((test) => test.status === status).length
  const passed = count('passed')
  const failed = count('failed') + results.filter(failedAsAWhole).length
  return { passed, failed, skipped: tests.length - passed - count('failed') }
}

/** The line that closes a run of one or more sets of tests. */
export function tallyLine(tallies) {
  const total = (outcome) => tallies.reduce((count, tally) => count + tally[outcome], 0)
  return `${total('passed')} passed, ${total('failed')} failed`
}

function failedAsAWhole(file) {
  return file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed')
}
