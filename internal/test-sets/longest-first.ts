import { relative } from 'node:path/posix'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * Files that begin before the other files of their group, in this order: a long file that begins last runs alone in the end. A fresh
 * clone has no times of earlier runs to sort by.
 */
export const longest: readonly string[] = [
  // The halves of one check, on one core each.
  'packages/core/test/model/first-half.test.ts',
  'packages/core/test/model/second-half.test.ts',
  'internal/keycloak/test/conundra-rate-limit.test.ts',
  'internal/keycloak/test/bound.test.ts',
  'internal/fleet/test/fleet.test.ts',
  'internal/rehearsal/test/rehearse.test.ts',
  'internal/runtimes/test/webkit.test.ts',
  'packages/testing/test/broken.test.ts',
  'packages/file/test/model.test.ts',
]

/** A test file in its place. */
export interface Placed {
  readonly path: string
  /** Groups run one after another. */
  readonly group: number
}

/** Puts the longest files first within each group, and leaves the order of the others. */
export function longestFirst<File extends Placed>(files: readonly File[]): File[] {
  const rank = ({ path }: File): number => {
    const index = longest.indexOf(path)
    return index === -1 ? longest.length : index
  }
  return files.toSorted((a, b) => a.group - b.group || rank(a) - rank(b))
}

/** The order of vitest, with the longest files first. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- a method of vitest, which changes no array
    const sorted = await super.sort(files)
    const placed = sorted.map((file) => ({
      file,
      path: relative(this.ctx.config.root, file.moduleId),
      group: file.project.config.sequence.groupOrder,
    }))
    return longestFirst(placed).map(({ file }) => file)
  }
}
