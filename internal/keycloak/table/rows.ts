/** Every row of the four systems and of tokens that are bound to a key, each of which needs a test that passes. */
export const rows: readonly string[] = [
  ...numbered('K', 7),
  ...numbered('T', 5),
  ...numbered('C', 10),
  ...numbered('O', 8),
  ...numbered('D', 3),
]

function numbered(letter: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${letter}${index + 1}`)
}
