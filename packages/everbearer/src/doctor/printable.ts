/** Text of a server, fit for a terminal: one line, no control characters, not too long. */
export function printable(text: unknown, most = 200): string {
  const line = String(typeof text === 'string' || typeof text === 'number' ? text : typeof text).replaceAll(/[^\x20-\x7E]+/g, '?')
  return line.length > most ? `${line.slice(0, most)}…` : line
}

/** A URL without user name, query and fragment, which may hold secrets. */
export function printableUrl(url: string, base?: string): string {
  const parsed = URL.parse(url, base)
  return parsed === null ? 'an unreadable URL' : printable(`${parsed.origin}${parsed.pathname}`)
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(texts: readonly string[]): string {
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`
}
