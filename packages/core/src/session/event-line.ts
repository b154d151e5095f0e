/** How much a line concerns a person: `warn` and `error` say what to do. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/** What an event says, for people. It holds no secret, as no event does. */
export interface EventLine {
  readonly level: LogLevel
  readonly text: string
}
