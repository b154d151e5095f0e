/** Numbers reasons in the order in which they come up. Each table has its own: one more limit does not renumber all. */
export interface Footnotes {
  readonly mark: (reason: string) => string
  readonly list: () => string
}

export function createFootnotes(): Footnotes {
  const reasons: string[] = []
  return {
    mark(reason) {
      if (!reasons.includes(reason)) reasons.push(reason)
      return `(${reasons.indexOf(reason) + 1})`
    },
    list: () => reasons.map((reason, index) => `${index + 1}. ${reason}`).join('\n'),
  }
}
