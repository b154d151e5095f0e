import { CommandFailed } from './commands.ts'

/** The steps of a rehearsal, a line each. */
export interface Steps {
  /** Runs a step that the next ones need. A failure ends the rehearsal. */
  readonly need: <T>(name: string, work: () => Promise<T>) => Promise<T>
  /** Runs a step that says what it finds wrong. A failure does not end the rehearsal. */
  readonly check: (name: string, work: () => Promise<readonly string[]>) => Promise<void>
  readonly skip: (name: string, reason: string) => void
  readonly summary: () => Summary
}

export interface Summary {
  readonly steps: number
  readonly skipped: number
  /** What was found wrong, with the name of its step. */
  readonly faults: readonly string[]
}

/** A step failed that others need. Its line was written. */
export class RehearsalEnded extends Error {
  override readonly name = 'RehearsalEnded'
}

interface StepsOptions {
  /** Writes a line. */
  readonly say: (line: string) => void
  /** Ends the steps: the step under way rejects with its reason, and no line is written. */
  readonly signal: AbortSignal
  /** A clock, ms. @default that of the process */
  readonly now?: () => number
}

export function createSteps({ say, signal, now = () => performance.now() }: StepsOptions): Steps {
  const faults: string[] = []
  let steps = 0
  let skipped = 0

  function fail(name: string, seconds: string, found: readonly string[]): void {
    say(`FAILED   ${name} (${seconds} s)`)
    for (const text of found) {
      faults.push(`${name}: ${text}`)
      for (const line of text.split('\n')) say(`         ${line}`)
    }
  }

  async function time<T>(work: () => Promise<T>): Promise<{ seconds: string; outcome: PromiseSettledResult<T> }> {
    const started = now()
    const [outcome] = await Promise.allSettled([work()])
    signal.throwIfAborted()
    return { seconds: ((now() - started) / 1000).toFixed(1), outcome }
  }

  return {
    async need(name, work) {
      steps++
      const { seconds, outcome } = await time(work)
      if (outcome.status === 'rejected') {
        fail(name, seconds, [messageOf(outcome.reason)])
        throw new RehearsalEnded(name, { cause: outcome.reason })
      }
      say(`ok       ${name} (${seconds} s)`)
      return outcome.value
    },
    async check(name, work) {
      steps++
      const { seconds, outcome } = await time(work)
      const found = outcome.status === 'fulfilled' ? outcome.value : [messageOf(outcome.reason)]
      if (found.length > 0) fail(name, seconds, found)
      else say(`ok       ${name} (${seconds} s)`)
    },
    skip(name, reason) {
      skipped++
      say(`skipped  ${name}: ${reason}`)
    },
    summary: () => ({ steps, skipped, faults }),
  }
}

/** Programs say themselves what was wrong. Of all else, the stack tells where. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error instanceof CommandFailed ? error.message : (error.stack ?? error.message)
}
