import { expectCoordinator } from './adapter/expect-arguments.ts'
import { systemClock } from './lib/clock.ts'
import type { Coordinator } from './session/coordinator-interface.ts'
import type { AccountEvent, CoordinatorOrPool } from './session/coordinator-pool-interface.ts'
import type { CoordinatorEvents, NamedEvent } from './session/events.ts'
import { clip } from './lib/clip.ts'
import { expectOptions } from './lib/expect-known.ts'
import { createRepeatedLines } from './lib/repeated-lines.ts'
import type { LogLevel } from './session/event-line.ts'
import { describeEvent } from './session/event-lines.ts'

/** The target to which `logEvents` writes lines: `console`, or a logger with a method for each level. */
export type LogTarget = Readonly<Record<LogLevel, (line: string) => void>>

/** Options of `logEvents()`. */
export interface LogEventsOptions {
  /**
   * Lowest level of the lines that are written: `debug`, `info`, `warn` or `error`. With `debug`, there are lines for each request.
   * @default 'info'
   */
  readonly level?: LogLevel | undefined
}

const levels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']
const longestLine = 200

/**
 * Writes a line of text for each event of a coordinator, or of all coordinators of a pool. Use it first if something does not work.
 *
 * A refresh has the level `info`. A line of level `warn` or `error` needs the attention of a person, and explains what to do. A 401 to a
 * request without a token is explained, too.
 *
 * A line that repeats is written at most once a minute, with a count. A line has at most 200 characters and holds no secret. Until the
 * returned function is called, each request emits its events, which takes time.
 *
 * @returns a function that unsubscribes and writes the counts that are left
 * @throws {TypeError} an argument is wrong; the message says what was expected
 * @example
 * ```ts
 * import { type Coordinator, logEvents } from '@everbearer/core'
 *
 * declare const auth: Coordinator
 *
 * const stop = logEvents(auth, console)
 * // everbearer: 401 from http://localhost:3000, which is not among `origins`: http://127.0.0.1:3000. Add it to `origins`, or ask http://127.0.0.1:3000.
 * ```
 */
export function logEvents(auth: CoordinatorOrPool, target: LogTarget, options: LogEventsOptions = {}): () => void {
  expectCoordinator('logEvents', auth)
  if (!levels.every((level) => typeof target?.[level] === 'function'))
    throw new TypeError(`logEvents: expected a console as the second argument, with ${levels.join(', ')}`)
  expectOptions(options, ['level'])
  const { level: least = 'info' } = options
  if (!levels.includes(least)) throw new TypeError(`level: expected one of ${levels.join(', ')}`)

  const skipped = new Map<string, CoordinatorEvents['skipped']>()
  const lines = createRepeatedLines<LogLevel>(systemClock, (text, level, repeats) => {
    const again = repeats === 0 ? '' : ` (${repeats} more within a minute)`
    target[level](clip(`everbearer: ${text}`, longestLine - again.length) + again)
  })
  // The events of a pool have the key of an account as well. The lines do not show the key.
  const off = (auth as Coordinator).on('*', (named: NamedEvent & Partial<AccountEvent>) => {
    const request = 'request' in named.event ? `${named.event.request} ${named.account}` : ''
    if (named.name === 'skipped') skipped.set(request, named.event)
    const { level, text } = describeEvent(named, named.name === 'finished' ? skipped.get(request) : undefined)
    if (named.name === 'finished') skipped.delete(request)
    if (levels.indexOf(level) >= levels.indexOf(least)) lines.write(text, level)
  })
  return () => {
    off()
    lines.flush()
  }
}
