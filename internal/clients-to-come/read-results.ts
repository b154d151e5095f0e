/** A test that failed. */
export interface FailedTest {
  /** Relative to the repository. */
  readonly file: string
  readonly name: string
  /** The first line of the error. */
  readonly message: string
}

export interface TestResults {
  readonly passed: number
  readonly failed: readonly FailedTest[]
}

/** What vitest writes with `--reporter=json`, as far as it is read here. */
interface JsonReport {
  readonly numPassedTests: number
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly message: string
    readonly assertionResults: readonly {
      readonly fullName: string
      readonly status: string
      readonly failureMessages: readonly string[]
    }[]
  }[]
}

/**
 * Reads the results of a run. A file that could not be loaded counts as a failed test.
 *
 * @param folder - where the run was
 */
export function readResults(json: string, folder: string): TestResults {
  const { numPassedTests, testResults } = JSON.parse(json) as JsonReport
  const short = (text: string): string => text.replaceAll(`${folder}/`, '').split('\n', 1)[0]!.slice(0, 300)
  const failed = testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = short(name)
    const tests = assertionResults.filter((test) => test.status === 'failed')
    if (status === 'failed' && tests.length === 0) return [{ file, name: 'the file', message: short(message) }]
    return tests.map(({ fullName, failureMessages }) => ({ file, name: fullName, message: short(failureMessages[0] ?? '') }))
  })
  return { passed: numPassedTests, failed }
}
