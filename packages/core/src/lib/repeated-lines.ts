import type { Clock } from './clock.ts'

/** Time after the print of a line in which its repeats are counted and not printed, ms. */
const interval = 60_000
/** Maximum number of different lines whose repeats are counted at the same time. */
const mostLines = 100

/** Prints each line at most once a minute, and counts its repeats between two prints. */
export interface RepeatedLines<Level> {
  write(text: string, level: Level): void
  /** Prints each remaining count: how often a line came again since it was printed. */
  flush(): void
}

/**
 * Creates the object that prints lines and counts their repeats.
 *
 * @param print - prints a line; `repeats`: how often the line came again since it was printed
 */
export function createRepeatedLines<Level>(
  clock: Pick<Clock, 'monotonic'>,
  print: (text: string, level: Level, repeats: number) => void,
): RepeatedLines<Level> {
  /** The lines that were printed in the last minute, with the counts of their repeats. The oldest line comes first. */
  const written = new Map<string, { readonly level: Level; readonly until: number; repeats: number }>()

  return {
    write(text, level) {
      forget((until) => until <= clock.monotonic() || written.size >= mostLines)
      const known = written.get(text)
      if (known !== undefined) known.repeats++
      else {
        written.set(text, { level, until: clock.monotonic() + interval, repeats: 0 })
        print(text, level, 0)
      }
    },
    flush: () => forget(() => true),
  }

  function forget(isOver: (until: number) => boolean): void {
    for (const [text, { level, until, repeats }] of written) {
      if (!isOver(until)) return
      written.delete(text)
      if (repeats > 0) print(text, level, repeats)
    }
  }
}
