/** A cell that comes from a line of source, not from a run. */
export interface Citation {
  readonly text: string
  readonly packageName: string
  /** Inside the package. */
  readonly path: string
  /** 1 for the first. */
  readonly line: number
  /** Stands in that line: a test looks it up in the installed package. */
  readonly holds: string
}

/** @param version - of the installed package */
export function renderCitation({ text, packageName, path, line }: Citation, version: string): string {
  return `[${text}](https://unpkg.com/${packageName}@${version}/${path}#L${line})`
}
