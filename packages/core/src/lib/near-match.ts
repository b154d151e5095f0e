/**
 * Returns the candidate that is most similar to a mistyped name, ignoring case. Undefined: in each candidate, half of the letters or more
 * differ.
 */
export function nearMatch(name: string, candidates: readonly string[]): string | undefined {
  let nearest: string | undefined
  let least = Infinity
  for (const candidate of candidates) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase())
    if (distance < least && distance * 2 < Math.max(name.length, candidate.length)) {
      nearest = candidate
      least = distance
    }
  }
  return nearest
}

/** Returns Levenshtein's distance: the minimum number of letters to insert, delete or replace. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let line = 0; line < from.length; line++) {
    const next = [line + 1]
    for (let column = 0; column < to.length; column++) {
      next.push(Math.min(row[column]! + Number(from[line] !== to[column]), row[column + 1]! + 1, next[column]! + 1))
    }
    row = next
  }
  return row[to.length]!
}
