/** A small change of the code that breaks one rule. */
export interface Mutant {
  /** Chooses the mutant on the command line; no other mutant has this name. */
  readonly name: string
  /** The rule that the change breaks, as a sentence. */
  readonly rule: string
  /** Path of the changed file, relative to the repository, with `/` between folders. */
  readonly file: string
  /** Code of the source, which the file has once. The layout may differ: the formatter decides on it. */
  readonly find: string
  readonly replace: string
  /** Arguments of `vitest run` that choose tests which must notice the change. */
  readonly tests: readonly string[]
  /** Why no test can notice the change. A mutant that has a reason must survive. */
  readonly equivalent?: string
}

/** A mutant and where the list has it. */
export interface ListedMutant extends Mutant {
  /** `internal/mutants/rules/<area>.ts`. */
  readonly list: string
}

/** A mutant put into the source, or why that can't be done. */
export type Patch =
  | { readonly kind: 'applies'; readonly source: string; readonly line: number }
  | { readonly kind: 'no longer applies'; readonly reason: string }

export function patch(source: string, { find, replace }: Mutant): Patch {
  const places = [...source.matchAll(anyLayoutOf(find))]
  const [place] = places
  if (place === undefined) return { kind: 'no longer applies', reason: 'the text is not in the file' }
  if (places.length > 1) return { kind: 'no longer applies', reason: `the file has the text ${places.length} times` }
  const before = source.slice(0, place.index)
  return { kind: 'applies', source: before + replace + source.slice(place.index + place[0].length), line: before.split('\n').length }
}

/** Matches the code with any space between its words, and with a comma before a closing bracket. */
function anyLayoutOf(code: string): RegExp {
  const words = code.match(/[\w$]+|[^\s\w$]/g) ?? []
  const patterns = words.map((word, i) => {
    const literal = word.replaceAll(/[$^*+?.()|[\]{}\\/]/g, '\\$&')
    return i > 0 && words[i - 1] !== ',' && ')]}'.includes(word) ? `,?\\s*${literal}` : literal
  })
  return new RegExp(patterns.join('\\s*'), 'g')
}
