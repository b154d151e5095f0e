/** A text with its end cut off where it is longer than `most` characters. */
export function clip(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text
}
