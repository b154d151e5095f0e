import type { Call } from './call.ts'
import type { Migration, Open } from './migration.ts'
import type { Opened, Place } from './place.ts'
import type { Seen } from './seen.ts'
import { readAll, until } from './turns.ts'

/** What a run has cost. */
export interface Cost {
  readonly tokenCalls: number
  /** Callers without a response of 200 to 299. */
  readonly failed: number
  /** Requests that the API has rejected with a 401. */
  readonly rejected: number
}

export const callers = 100

/** The path of each caller's request. */
export const paths: readonly string[] = Array.from({ length: callers }, (_, index) => `/orders/${index}`)

/**
 * The token endpoint responds only when every caller has come as far as it can, and then to one token request after another. So the costs
 * are the same in each run.
 */
export async function storm({ gate }: Place, migration: Migration, openCall: Open, { call, count }: Opened): Promise<Cost> {
  const isStuck = (openCall === migration.after ? undefined : migration.isStuckBefore) ?? isStuckByDefault
  gate.close()
  const served: boolean[] = []
  const results = paths.map(async (path) => void served.push(await isServed(call(path))))
  try {
    await until(() => served.length === callers || isStuck(count(), callers))
    await readAll()
    while (served.length < callers) {
      const { tokensDone } = count()
      await until(() => gate.letIn() || served.length === callers)
      await until(() => count().tokensDone > tokensDone || served.length === callers)
    }
  } finally {
    gate.open()
  }
  await Promise.all(results)
  return costOf(count(), served.filter((each) => !each).length)
}

export function costOf({ tokenRequests, apiUnauthorized }: Seen, failed: number): Cost {
  return { tokenCalls: tokenRequests, failed, rejected: apiUnauthorized }
}

/** Either each caller has been rejected, or all wait for a token before they send anything. */
function isStuckByDefault({ apiRequests, apiUnauthorized, tokenRequests }: Seen, wanted: number): boolean {
  return apiUnauthorized === wanted || (apiRequests === 0 && tokenRequests > 0)
}

/** Does the call end with a response of 200 to 299? */
export async function isServed(result: ReturnType<Call>): Promise<boolean> {
  return result.then(
    ({ status }) => status >= 200 && status < 300,
    () => false,
  )
}
