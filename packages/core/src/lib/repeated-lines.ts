import type { Clock } from './clock.ts'

/** So long a line is not repeated, ms. */
const interval = 60_000
/** Different lines that are remembered at once. */
const mostLines = 100

/** Lets a line through once a minute, and counts it meanwhile. */
export interface RepeatedLines<Level> {
  write(text: string, level: Level): void
  /** Writes the counts that are left. */
  flush(): void
}

/** @param print - writes a line; `repeats`: how often the line came again since it was written */
export function createRepeatedLines<Level>(
  clock: Pick<Clock, 'monotonic'>,
  print: (text: string, level: Level, repeats: number) => void,
): RepeatedLines<Level> {
  /** Oldest first. */
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
