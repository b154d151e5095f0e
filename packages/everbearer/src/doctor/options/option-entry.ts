/** One option in the code to paste. */
export interface OptionEntry {
  readonly name: string
  /** The value as TypeScript. */
  readonly code: string
  /** The same on several lines, if one is too long. @default broken after the arrow of a function */
  readonly lines?: readonly string[] | undefined
  /** Why this value was chosen; undefined: the user named it. */
  readonly reason?: string | undefined
}

/** A name that the code imports. */
export interface Import {
  readonly name: string
  readonly from: string
}
