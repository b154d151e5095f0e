/** Cuts a text to at most `most` characters. The last character of a cut text is `…`. */
export function clip(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text
}
