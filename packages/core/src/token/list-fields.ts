/** Limits of the list: `longestName` characters in a name, and `mostNames` names. */
const longestName = 40
const mostNames = 20

/**
 * Lists the names of a response's fields for a message, never their values. A key that does not look like a name may be a secret, for
 * instance a key with three digits. Such keys are only counted.
 */
export function listFields(response: object): string {
  const names = Object.keys(response)
  const shown = names.filter((name) => name.length <= longestName && /^(?!(?:\D*\d){3})[\w$.-]+$/.test(name)).slice(0, mostNames)
  const others = names.length - shown.length
  return [...shown, ...(others > 0 ? [`${others} more`] : [])].join(', ') || 'none'
}
