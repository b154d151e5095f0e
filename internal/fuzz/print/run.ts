import { type Behaviour, type Outcome, runBehaviours, type Subject, type TestContext } from '@everbearer/testing/conformance'
import { nodePlatform } from '@everbearer/testing/node'
import { startControl } from '@everbearer/testbed/control'
import { axiosSubject } from '../../../packages/axios/test/subject.ts'
import { fetchSubject } from '../../../packages/fetch/test/subject.ts'
import { kySubject } from '../../../packages/ky/test/subject.ts'
import { ofetchSubject } from '../../../packages/ofetch/test/subject.ts'
import { isStream, readStream } from './read-stream.ts'
import { type Situation, situation } from './situations.ts'
import { printedLeaks } from './views.ts'

const subjects: readonly Subject[] = [fetchSubject, axiosSubject('http'), axiosSubject('fetch'), kySubject(), ofetchSubject()]

/** Secrets that were shown. */
export interface PrintLeak {
  readonly client: string
  readonly seed: number
  /** What showed them, and in which views. */
  readonly where: readonly string[]
}

export interface PrintRun {
  /** Situations by what the call came to, such as `reply` or `timeout`. */
  readonly outcomes: Readonly<Record<string, number>>
  readonly leaks: readonly PrintLeak[]
}

/** What is printed, by name. */
type Printed = Readonly<Record<string, unknown>>

/**
 * Puts each client into so many random situations, and prints all that a caller gets of them.
 *
 * @param more - further things to print, for the test of this check
 */
export async function runPrints(inputs: number, seed: number, more: (context: TestContext) => Printed = () => ({})): Promise<PrintRun> {
  const outcomes: Record<string, number> = {}
  const leaks: PrintLeak[] = []
  const control = await startControl()
  try {
    for (const subject of subjects) {
      const behaviours = Array.from({ length: inputs }, (_, i): Behaviour => {
        const own = seed + i
        const chosen = situation(own, subject)
        return {
          name: `seed ${own}`,
          theme: 'errors',
          setup: () => ({ account: chosen.account, coordinator: chosen.setup }),
          async run(context) {
            const { outcome, printed } = await enact(chosen, context)
            outcomes[outcome.kind] = (outcomes[outcome.kind] ?? 0) + 1
            const secrets = context.secrets()
            const where = Object.entries({ ...printed, ...more(context) }).flatMap(([name, value]) =>
              printedLeaks(value, secrets).map((leak) => `${name}: ${leak}`),
            )
            if (where.length > 0) leaks.push({ client: subject.name, seed: own, where })
          },
        }
      })
      const results = await runBehaviours(subject, control.url, { behaviours, platform: nodePlatform })
      for (const { name, status, error } of results) {
        if (status === 'failed') throw new Error(`${subject.name}, ${name}: ${(error as Error).message}`, { cause: error })
      }
    }
  } finally {
    await control.close()
  }
  return { outcomes, leaks }
}

async function enact(
  { settings, call, fail, abort, abortAfter, expired }: Situation,
  context: TestContext,
): Promise<{ outcome: Outcome; printed: Printed }> {
  const client = await context.client(settings)
  await context.outcome('/warm', client)
  await fail(context)
  if (expired) context.elapse(300_000)
  const controller = new AbortController()
  const pending = context.outcome({ ...call, ...((abort ?? abortAfter) !== undefined && { signal: controller.signal }) }, client)
  if (abort === 'in flight')
    void context.untilCounts({ apiRequests: 2 }).then(
      () => controller.abort(),
      () => {},
    )
  else for (let turn = 0; turn < (abort ?? 0); turn++) await Promise.resolve()
  if (typeof abort === 'number') controller.abort()
  const outcome = await pending
  const reading = isStream(outcome.body) ? await readStream(outcome.body, abortAfter, () => controller.abort()) : undefined
  const events = (['refresh', 'refresh-failed', 'cooldown', 'replay', 'session-ended'] as const).map((name) => context.events(name))
  return { outcome, printed: { outcome: outcome.native, body: outcome.body, reading, events, coordinator: context.auth, client } }
}
