const overloadStatus = new Set([408, 425, 429])

/**
 * Checks whether a status means a temporary failure of the server, 408, 425, 429 or 5xx: RFC 9110 §15.5.9 and §15.6, RFC 8470 §5.2, RFC
 * 6585 §4.
 */
export function isOverload(status: number | undefined): boolean {
  return status !== undefined && (status >= 500 || overloadStatus.has(status))
}
