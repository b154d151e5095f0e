/** A test of a suite, for any test framework. */
export interface ConformanceTest {
  /** A unique name, which describes what the test expects. */
  readonly name: string
  /** Time limit of the test, ms. The default limit of most test frameworks is shorter. */
  readonly timeout: number
  /** True: no other test may run at the same time. */
  readonly isAlone: boolean
  /**
   * Runs the test. Resolves with the reason why the test does not apply; undefined: the test has passed.
   *
   * @throws {Error} the adapter or the store does not behave as the test expects
   */
  readonly run: () => Promise<string | undefined>
}
