/** Error for wrong input. The message is one line. It quotes no value, as a value may be a misplaced secret. */
export class UsageError extends TypeError {
  override readonly name = 'UsageError'
  readonly code = 'ERR_USAGE'
}
