/** Rows of text; the first is the head. */
export interface Table {
  readonly title: string
  readonly rows: readonly (readonly string[])[]
}
