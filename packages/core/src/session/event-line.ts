/** Level of a line. Lines of level `warn` and `error` say what to do. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/** An event as a line of text. Like every event, a line holds no secret. */
export interface EventLine {
  readonly level: LogLevel
  readonly text: string
}
