/** Returns a server's text in a form for a terminal: one line of limited length. `?` replaces characters that are no printable ASCII. */
export function printable(text: unknown, most = 200): string {
  const line = String(typeof text === 'string' || typeof text === 'number' ? text : typeof text).replaceAll(/[^\x20-\x7E]+/g, '?')
  return line.length > most ? `${line.slice(0, most)}…` : line
}

/** Returns a URL without user name, query and fragment, which may contain secrets. */
export function printableUrl(url: string, base?: string): string {
  const parsed = URL.parse(url, base)
  return parsed === null ? 'an unreadable URL' : printable(`${parsed.origin}${parsed.pathname}`)
}

/** Joins texts to one text: `a`, `a and b`, or `a, b and c`. */
export function listed(texts: readonly string[]): string {
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`
}
