import { clearScreenDown, cursorTo, moveCursor } from 'node:readline'
import { styleText } from 'node:util'
import type { WriteStream } from 'node:tty'

/** Where a run's output goes. */
export interface Terminal {
  /** Can a line be written anew? */
  readonly live: boolean
  readonly print: (line: string) => void
  /** Shows lines that the next ones take the place of. Does nothing unless `live`. */
  readonly show: (...lines: readonly string[]) => void
  readonly paint: (style: 'green' | 'red' | 'bold' | 'dim', text: string) => string
}

export function createTerminal(stream: WriteStream, env: NodeJS.ProcessEnv): Terminal {
  const live = stream.isTTY && env['TERM'] !== 'dumb'
  const colour = live && !env['NO_COLOR']
  /** How many lines are shown that the next ones replace. */
  let shown = 0

  function wipe(): void {
    if (shown === 0) return
    moveCursor(stream, 0, 1 - shown)
    cursorTo(stream, 0)
    clearScreenDown(stream)
    shown = 0
  }

  return {
    live,
    print(line) {
      wipe()
      stream.write(`${line}\n`)
    },
    show(...lines) {
      if (!live) return
      wipe()
      // Lines that wrap, or that leave the screen, could not be wiped.
      const fitting = lines.slice(0, (stream.rows || 24) - 1).map((line) => line.slice(0, (stream.columns || 80) - 1))
      stream.write(fitting.join('\n'))
      shown = fitting.length
    },
    paint: (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text),
  }
}
