/** Limits of the list of field names in a message: `longestName` characters in a name, and `mostNames` names. */
const longestName = 40
const mostNames = 20

/**
 * Lists the names of a response's fields for a message, never their values. A name may be a secret if it looks unusual, for instance if it
 * has three digits. Such names are counted, but not listed.
 */
export function listFields(response: object): string {
  const names = Object.keys(response)
  const shown = names.filter((name) => name.length <= longestName && /^(?!(?:\D*\d){3})[\w$.-]+$/.test(name)).slice(0, mostNames)
  const others = names.length - shown.length
  return [...shown, ...(others > 0 ? [`${others} more`] : [])].join(', ') || 'none'
}
