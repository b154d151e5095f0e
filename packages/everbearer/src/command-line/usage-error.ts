/**
 * Error that ends a command with exit code 2, usually for wrong input. The message is one line. After wrong input, the message quotes no
 * value, as the value may be a misplaced secret.
 */
export class UsageError extends TypeError {
  override readonly name = 'UsageError'
  readonly code = 'ERR_USAGE'
}
