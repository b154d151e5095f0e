/** `npm test` runs the quick set. The set `rest` has the tests that need more than npm, and those that take long. */
export type TestSet = 'quick' | 'rest'

/** Test files that run in the same way: a project of vitest. */
export interface Area {
  /** For `--project`. */
  readonly name: string
  readonly files: string
  readonly set: TestSet
  /** Files of the area that are in the other set. */
  readonly except?: readonly string[]
  readonly options?: object
  /** Options for the set `rest` and for runs of both sets. */
  readonly restOptions?: object
}

/**
 * The patterns of an area's files in a set; undefined if the set has no file of the area.
 *
 * @param set - undefined: both sets
 */
export function filesOf(
  { files, set: usual, except = [] }: Area,
  set: TestSet | undefined,
): { include: string[]; exclude: string[] } | undefined {
  if (set === undefined) return { include: [files], exclude: [] }
  if (set === usual) return { include: [files], exclude: [...except] }
  return except.length === 0 ? undefined : { include: [...except], exclude: [] }
}
