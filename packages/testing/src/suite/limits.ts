import { type Behaviour, type Need, needs } from './behaviour.ts'
import { behaviours } from './behaviours/index.ts'
import type { Subject } from './client.ts'

/** The reason why a subject (client library under test) skips a behaviour, or is expected to fail the behaviour's test. */
export interface Limit {
  readonly reason: string
  /** True: the behaviour still runs, and must fail. If it passes, the limit no longer exists and must be removed. */
  readonly isTried: boolean
}

/**
 * For each need (ability of a client), the name of a behaviour that fails for every client without this ability. If the behaviour passes,
 * the client has the ability, so its limit no longer exists.
 */
const probes: Readonly<Record<Need, string>> = {
  timeout: 'the time-out is armed for the first attempt',
  retries: "a 503 to the replay is retried by the caller's own budget",
  throwing: 'where the client throws for 400 and above, a second 401 is thrown and a refreshed request is not',
  'non-throwing': 'where the client does not throw, a 401 is refreshed for and a second one is an answer',
  'hooks-before': 'the caller sees one request and one answer, the final one (hooks installed before we wrapped the client)',
  'hooks-after': 'the caller sees one request and one answer, the final one (hooks installed on the wrapped client)',
  'default-headers': "the client's default headers arrive on both attempts, and the call's own come before them",
  'base-url': 'the base URL is put in once, with its own path',
  query: 'the query is put in once',
  'url-object': 'a URL object is read when the call begins: changed for the next of three calls, it is requested as it was for each',
  'platform-fetch': "the platform's fetch is used as it is at the time, patched after the client was wrapped",
  transport: "the caller's own transport sends each attempt, and sees each answer",
  'upload-progress': 'the upload is told as it goes, up to its end',
  'download-progress': 'the download is told as it comes, up to its end',
  'streamed-response': 'a stream streams after a replay',
  'streamed-request': 'a stream arrives whole',
  challenge: "a 401 that wants Basic is the caller's own affair",
  unrestricted: 'a redirect that the caller follows by hand is handed over as it is',
  pool: 'the unread body of a 401 does not keep the token request from the only connection',
  msw: 'msw in front sees the token, and its 401 is refreshed for',
}

/** Returns the limit that covers a behaviour; undefined: the subject has no such limit. */
export function limitOf({ limits }: Subject, { name, needs: needed = [] }: Behaviour): Limit | undefined {
  const need = needed.find((candidate) => Object.hasOwn(limits, candidate))
  if (need !== undefined) return { reason: limits[need] ?? '', isTried: probes[need] === name }
  return Object.hasOwn(limits, name) ? { reason: limits[name] ?? '', isTried: true } : undefined
}

/** Lists limits that name neither a need nor a behaviour, such as a misspelled name. They would have no effect. */
export function unknownLimits({ limits }: Subject): string[] {
  const known = new Set<string>([...Object.keys(needs), ...behaviours.map(({ name }) => name)])
  return Object.keys(limits).filter((limit) => !known.has(limit))
}

/** Lists needs whose entry in `probes` names no behaviour with that need. For the suite's own test. */
export function needsWithoutProbe(): string[] {
  return Object.entries(probes)
    .filter(([need, probe]) => !behaviours.some(({ name, needs: needed }) => name === probe && needed?.includes(need as Need)))
    .map(([need]) => need)
}
