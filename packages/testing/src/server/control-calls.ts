import { setTimeout as pause } from 'node:timers/promises'
import type { Counts } from './counters.ts'
import type { RegisteredClient, UserCredentials } from './directory.ts'
import type { Fault, FaultScope } from './faults.ts'
import type { RemoteClientOptions } from './remote.ts'
import type { Testbed } from './testbed.ts'

/** Maximum wait of one `untilCounts` call, ms. After that, the client calls again. */
const longestPoll = 1_000

/** The methods of a testbed as functions with JSON arguments and JSON results. */
export type ControlCalls = Readonly<Record<string, (...args: never[]) => unknown>>

export function createControlCalls(testbed: Testbed): ControlCalls {
  const removals = new Map<number, () => void>()
  const keep = (removal: () => void): number => {
    removals.set(removals.size, removal)
    return removals.size - 1
  }
  return {
    registerClient: (options: RemoteClientOptions = {}): RegisteredClient => {
      const { responseFields, ...rest } = options
      return testbed.registerClient(responseFields ? { ...rest, responseFields: (fields) => replaced(fields, responseFields) } : rest)
    },
    registerUser: (user: UserCredentials) => testbed.registerUser(user),
    revokeAccessTokens: (clientId?: string) => testbed.revokeAccessTokens(clientId),
    revokeRefreshTokens: (clientId?: string) => testbed.revokeRefreshTokens(clientId),
    failTokenEndpoint: (fault: Fault, scope?: FaultScope) => keep(testbed.failTokenEndpoint(fault, scope)),
    failApi: (fault: Fault, scope?: FaultScope) => keep(testbed.failApi(fault, scope)),
    removeFault: (id: number) => removals.get(id)?.(),
    counts: (clientId?: string) => testbed.counts(clientId),
    requests: () => testbed.requests,
    resetCounts: () => testbed.resetCounts(),
    untilCounts: (least: Partial<Counts>) => untilCounts(testbed, least),
  }
}

/** Replaces fields of a token response. `null` deletes a field, as JSON has no `undefined`. */
function replaced(fields: Record<string, unknown>, responseFields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries({ ...fields, ...responseFields }).filter(([, value]) => value !== null))
}

/** Waits until each count is at least as high as the given count. Resolves to false if that takes longer than `longestPoll`. */
async function untilCounts(testbed: Testbed, least: Partial<Counts>): Promise<boolean> {
  const patience = performance.now() + longestPoll
  while (performance.now() < patience) {
    const counts: Record<string, unknown> = { ...testbed.counts() }
    if (Object.entries(least).every(([name, count]) => Number(counts[name]) >= Number(count))) return true
    await pause(2)
  }
  return false
}
