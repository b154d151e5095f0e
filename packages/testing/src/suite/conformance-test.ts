/** One test of a suite, for any test framework. */
export interface ConformanceTest {
  /** A unique name, which says what holds. */
  readonly name: string
  /** Longest duration, ms. Most test frameworks allow less. */
  readonly timeout: number
  /** Must no other test run meanwhile? */
  readonly isAlone: boolean
  /**
   * Runs the test. Resolves with the reason why the test does not apply; undefined: the test has passed.
   *
   * @throws {Error} the adapter or the store differs
   */
  readonly run: () => Promise<string | undefined>
}
