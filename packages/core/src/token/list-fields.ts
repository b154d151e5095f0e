/** Longest name that is shown; most names that are. */
const longestName = 40
const mostNames = 20

/**
 * Names the fields of a response, for a message. Values are never shown. What does not look like a name, as a key with
 * three digits, may be a secret: it is only counted.
 */
export function listFields(response: object): string {
  const names = Object.keys(response)
  const shown = names.filter((name) => name.length <= longestName && /^(?!(?:\D*\d){3})[\w$.-]+$/.test(name)).slice(0, mostNames)
  const others = names.length - shown.length
  return [...shown, ...(others > 0 ? [`${others} more`] : [])].join(', ') || 'none'
}
