/** An option in the code that doctor prints for the user to paste. */
export interface OptionEntry {
  readonly name: string
  /** The value as TypeScript code in one line. */
  readonly code: string
  /** The value in several lines, used if one line is too long. @default the code, broken after the arrow of a function */
  readonly lines?: readonly string[] | undefined
  /** The reason for this value, printed as a comment. Undefined: no comment, for example as the user has given the value. */
  readonly reason?: string | undefined
}

/** A name that the printed code imports, and the module that exports the name. */
export interface Import {
  readonly name: string
  readonly from: string
}
