import { openSync, writeSync } from 'node:fs'
import { machineTime } from '@everbearer/testbed/token-books'
import type { LogLine, SessionEntry, SessionKind } from '../log-line.ts'

type Unstamped<Line> = Line extends LogLine ? Omit<Line, 'at'> : never

/** The log of this process. Each line is in the file before the call returns, so that a kill loses none. */
export interface EventLog {
  readonly add: (line: Unstamped<LogLine>) => void
  readonly of: (session: SessionKind) => (entry: SessionEntry) => void
}

export function openLog(file: string): EventLog {
  const descriptor = openSync(file, 'a')
  const add: EventLog['add'] = (line) => void writeSync(descriptor, `${JSON.stringify({ at: machineTime(), ...line })}\n`)
  return { add, of: (session) => (entry) => add({ session, ...entry }) }
}
