import type { Behaviour, Theme } from './behaviour.ts'
import { behaviours as all } from './behaviours/index.ts'
import type { Subject } from './client.ts'
import { limitOf, unknownLimits } from './limits.ts'
import { createTestContext, type TestContextOptions } from './create-test-context.ts'
import { within } from './within.ts'

/** The result of one behaviour. */
export interface Result {
  /** Name of the behaviour. */
  readonly name: string
  readonly theme: Theme
  /** `limited`: the subject has a limit (a reason why this behaviour can't pass). The behaviour failed as expected, or was not run. */
  readonly status: 'passed' | 'failed' | 'limited'
  /** The reason of the limit. Only if the status is `limited`. */
  readonly reason?: string
  /** The thrown error. Only if the status is `failed`. */
  readonly error?: unknown
  /** Duration of the run, ms. */
  readonly duration: number
}

/** Options for running behaviours. */
export interface RunOptions extends Omit<TestContextOptions, 'controlUrl'> {
  /** The behaviours that are run. @default every behaviour */
  readonly behaviours?: readonly Behaviour[]
  /** Maximum number of behaviours that run at the same time. @default 6 */
  readonly concurrency?: number
  /** Time limit for a behaviour, counted after its servers have started, ms. @default 30_000 */
  readonly patience?: number
  /** Called after each behaviour. @default nothing is called */
  readonly onResult?: (result: Result) => void
}

/**
 * Runs all behaviours against one subject. Never rejects: errors are in the results.
 *
 * @param controlUrl - URL of the control server, which starts the testbeds
 */
export async function runBehaviours(subject: Subject, controlUrl: string, options: RunOptions = {}): Promise<Result[]> {
  const { behaviours = all, concurrency = 6, onResult } = options
  const unknown = unknownLimits(subject)
  if (unknown.length > 0)
    return [
      { name: `${subject.name} has unknown limits`, theme: 'refresh', status: 'failed', error: new Error(unknown.join('; ')), duration: 0 },
    ]
  const results = new Map<Behaviour, Result>()
  const work = async (queue: Iterator<Behaviour>): Promise<void> => {
    for (let next = queue.next(); next.done !== true; next = queue.next()) {
      const result = await runBehaviour(next.value, subject, controlUrl, options)
      results.set(next.value, result)
      onResult?.(result)
    }
  }
  const queue = behaviours.filter(({ alone }) => alone !== true).values()
  await Promise.all(Array.from({ length: concurrency }, () => work(queue)))
  await work(behaviours.filter(({ alone }) => alone === true).values())
  return behaviours.flatMap((behaviour) => results.get(behaviour) ?? [])
}

/** Time limit for a behaviour that is expected to fail, ms. */
const limitPatience = 4_000

/**
 * Runs one behaviour against one subject. Never rejects: an error is in the result.
 *
 * @param controlUrl - URL of the control server, which starts the testbeds
 */
export async function runBehaviour(behaviour: Behaviour, subject: Subject, controlUrl: string, options: RunOptions = {}): Promise<Result> {
  const { name, theme } = behaviour
  const { patience = 30_000 } = options
  const limit = limitOf(subject, behaviour)
  const started = performance.now()
  if (limit === undefined) {
    const failure = await attempt(behaviour, subject, { controlUrl, ...options }, patience)
    const result = { name, theme, duration: performance.now() - started }
    return failure === undefined ? { ...result, status: 'passed' } : { ...result, status: 'failed', error: failure.error }
  }
  const { reason, isTried } = limit
  const isStale =
    isTried && (await attempt(behaviour, subject, { controlUrl, ...options }, Math.min(patience, limitPatience))) === undefined
  const result = { name, theme, duration: performance.now() - started }
  if (!isStale) return { ...result, status: 'limited', reason }
  return { ...result, status: 'failed', error: new Error(`this works by now; strike out the limit "${reason}"`) }
}

async function attempt(
  behaviour: Behaviour,
  subject: Subject,
  options: TestContextOptions,
  patience: number,
): Promise<{ readonly error: unknown } | undefined> {
  const perform = async (): Promise<void> => {
    const context = await createTestContext(subject, behaviour.setup?.() ?? {}, options)
    try {
      await within(patience, behaviour.run(context))
    } finally {
      await context.close()
    }
  }
  try {
    await perform()
    return undefined
  } catch (error) {
    return { error }
  }
}
