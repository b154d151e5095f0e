/** The input is wrong. The message is one line, and quotes no value, which may be a misplaced secret. */
export class UsageError extends TypeError {
  override readonly name = 'UsageError'
  readonly code = 'ERR_USAGE'
}
