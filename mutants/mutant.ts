/** A small change of the code that breaks one rule. */
export interface Mutant {
  /** Chooses the mutant on the command line; no other mutant has this name. */
  readonly name: string
  /** The rule that the change breaks, as a sentence. */
  readonly rule: string
  /** Path of the changed file, relative to the repository, with `/` between folders. */
  readonly file: string
  /** Text of the source, to the letter; the file has this text once. */
  readonly find: string
  readonly replace: string
  /** Arguments of `vitest run` that choose tests which must notice the change. */
  readonly tests: readonly string[]
  /** Why no test can notice the change. A mutant that has a reason must survive. */
  readonly equivalent?: string
}

/** A mutant and where the list has it. */
export interface ListedMutant extends Mutant {
  /** `mutants/rules/<area>.ts`. */
  readonly list: string
}

/** A mutant put into the source, or why that can't be done. */
export type Patch = { readonly kind: 'applies'; readonly source: string; readonly line: number } | { readonly kind: 'no longer applies'; readonly reason: string }

export function patch(source: string, { find, replace }: Mutant): Patch {
  const [before = '', ...rest] = source.split(find)
  const [after] = rest
  if (after === undefined) return { kind: 'no longer applies', reason: 'the text is not in the file' }
  if (rest.length > 1) return { kind: 'no longer applies', reason: `the file has the text ${rest.length} times` }
  return { kind: 'applies', source: before + replace + after, line: before.split('\n').length }
}
