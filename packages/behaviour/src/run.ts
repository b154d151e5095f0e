import type { Behaviour, Theme } from './behaviour.ts'
import { behaviours as all } from './behaviours/index.ts'
import type { Subject } from './client.ts'
import { limitOf, unknownLimits } from './limits.ts'
import { createScene, type SceneOptions } from './scene.ts'

/** What came of one behaviour. */
export interface Result {
  readonly name: string
  readonly theme: Theme
  /** `limited`: the subject can't, and says why. */
  readonly status: 'passed' | 'failed' | 'limited'
  /** Of a limit. */
  readonly reason?: string
  /** Of a failure. */
  readonly error?: unknown
  /** ms. */
  readonly duration: number
}

export interface RunOptions extends Omit<SceneOptions, 'stage'> {
  /** @default all */
  readonly behaviours?: readonly Behaviour[]
  /** How many at once. @default 6 */
  readonly concurrency?: number
  /** Longest that one may take, ms. @default 20_000 */
  readonly patience?: number
  /** Called after each. */
  readonly onResult?: (result: Result) => void
}

/** Runs all behaviours against one subject; never throws. @param stage - URL of the testbeds' control server */
export async function runBehaviours(subject: Subject, stage: string, options: RunOptions = {}): Promise<Result[]> {
  const { behaviours = all, concurrency = 6, onResult } = options
  const unknown = unknownLimits(subject)
  if (unknown.length > 0) return [{ name: `${subject.name} has unknown limits`, theme: 'renewal', status: 'failed', error: new Error(unknown.join('; ')), duration: 0 }]
  const results = new Map<Behaviour, Result>()
  const work = async (queue: Iterator<Behaviour>): Promise<void> => {
    for (let next = queue.next(); next.done !== true; next = queue.next()) {
      const result = await runBehaviour(next.value, subject, stage, options)
      results.set(next.value, result)
      onResult?.(result)
    }
  }
  const queue = behaviours.filter(({ alone }) => alone !== true).values()
  await Promise.all(Array.from({ length: concurrency }, () => work(queue)))
  await work(behaviours.filter(({ alone }) => alone === true).values())
  return behaviours.flatMap((behaviour) => results.get(behaviour) ?? [])
}

/** Runs one; never throws. */
export async function runBehaviour(behaviour: Behaviour, subject: Subject, stage: string, options: RunOptions = {}): Promise<Result> {
  const { name, theme } = behaviour
  const limit = limitOf(subject, behaviour)
  const started = performance.now()
  const outcome = limit?.by === 'need' ? undefined : await attempt(behaviour, subject, { stage, ...options }, options.patience ?? 20_000)
  const duration = performance.now() - started
  if (limit === undefined) {
    return outcome === undefined ? { name, theme, status: 'passed', duration } : { name, theme, status: 'failed', error: outcome.error, duration }
  }
  if (limit.by === 'name' && outcome === undefined) {
    return { name, theme, status: 'failed', error: new Error(`this works by now; strike out the limit "${limit.reason}"`), duration }
  }
  return { name, theme, status: 'limited', reason: limit.reason, duration }
}

async function attempt(behaviour: Behaviour, subject: Subject, options: SceneOptions, patience: number): Promise<{ readonly error: unknown } | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${patience} ms`)), patience)
  })
  const perform = async (): Promise<void> => {
    const scene = await createScene(subject, behaviour.given?.() ?? {}, options)
    try {
      await Promise.race([behaviour.run(scene), late])
    } finally {
      await scene.close()
    }
  }
  try {
    await perform()
    return undefined
  } catch (error) {
    return { error }
  } finally {
    clearTimeout(timer)
  }
}
