/** An option in the code to paste. */
export interface OptionEntry {
  readonly name: string
  /** The value as TypeScript. */
  readonly code: string
  /** The value in several lines, used if one line is too long. @default the code, broken after the arrow of a function */
  readonly lines?: readonly string[] | undefined
  /** The reason for this value; undefined: the user has given the value. */
  readonly reason?: string | undefined
}

/** A name that the code imports, and the module of the name. */
export interface Import {
  readonly name: string
  readonly from: string
}
