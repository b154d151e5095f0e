/** The level of a line. Lines of level `warn` and `error` explain what to do. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/** A line of text that describes an event. The text contains no secret. */
export interface EventLine {
  readonly level: LogLevel
  readonly text: string
}
