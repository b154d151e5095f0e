import { behaviours as all } from './behaviours/index.ts'
import type { Subject } from './client.ts'
import type { ConformanceTest } from './conformance-test.ts'
import { unknownLimits } from './limits.ts'
import { runBehaviour, type RunOptions } from './run.ts'

/**
 * Returns a test for each behaviour that a user of an adapter can observe, for any test framework.
 *
 * The subject's limits (reasons why behaviours can't pass) are tested, too. If a limit names a behaviour, this behaviour must fail. If a
 * limit names a need (an ability that the client lacks), one behaviour with this need must fail, and the others are skipped. If a behaviour
 * passes in spite of its limit, its test fails, as the limit no longer exists.
 *
 * @param subject - the client library with the adapter
 * @param controlUrl - returns the URL of a control server, which `startControl()` or the command `everbearer-testbed --control` starts
 *
 * @example
 * ```ts
 * import { after, before, test } from 'node:test'
 * import { adapterTests, type Subject } from '@everbearer/testing/conformance'
 * import { nodePlatform } from '@everbearer/testing/node'
 * import { type Control, startControl } from '@everbearer/testing/server'
 *
 * declare const subject: Subject
 * let control: Control
 * before(async () => void (control = await startControl()))
 * after(() => control.close())
 * for (const { name, run, timeout } of adapterTests(subject, () => control.url, { platform: nodePlatform })) {
 *   void test(name, { timeout }, async (context) => {
 *     const limit = await run()
 *     if (limit !== undefined) context.skip(limit)
 *   })
 * }
 * ```
 * @throws {TypeError} the subject has a limit that names neither a need nor a behaviour
 */
export function adapterTests(
  subject: Subject,
  controlUrl: () => string,
  options: Omit<RunOptions, 'concurrency' | 'onResult'> = {},
): readonly ConformanceTest[] {
  const unknown = unknownLimits(subject)
  if (unknown.length > 0) throw new TypeError(`limits: expected needs or names of behaviours, got ${unknown.join('; ')}`)
  const { behaviours = all } = options
  return behaviours.map((behaviour) => ({
    name: behaviour.name,
    timeout: longest,
    isAlone: behaviour.alone === true,
    async run() {
      const result = await runBehaviour(behaviour, subject, controlUrl(), options)
      if (result.status === 'failed') throw result.error
      return result.reason
    },
  }))
}

/** Time limit of one test, ms. It includes the start of the servers on a busy machine. */
const longest = 90_000
