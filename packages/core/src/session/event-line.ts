/**
 * The level of a line. `debug`: a step of a call. `info`: an event that needs no reaction. `warn`: a problem. `error`: a failed refresh
 * that probably fails again until its cause is removed. If users can remove the cause, lines of level `warn` and `error` say what to do.
 */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/** A line of text that describes an event. The text contains no secret. */
export interface EventLine {
  readonly level: LogLevel
  readonly text: string
}
