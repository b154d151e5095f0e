/** The level of a line. Lines of level `warn` and `error` explain what to do. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/** A line of text that describes an event. A line holds no secret, and neither does any event. */
export interface EventLine {
  readonly level: LogLevel
  readonly text: string
}
