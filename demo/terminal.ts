import { clearLine, cursorTo } from 'node:readline'
import { styleText } from 'node:util'
import type { WriteStream } from 'node:tty'

/** Where a run's output goes. */
export interface Terminal {
  /** Can a line be written anew? */
  readonly live: boolean
  readonly print: (line: string) => void
  /** Shows a line that the next one takes the place of. Does nothing unless `live`. */
  readonly show: (line: string) => void
  readonly paint: (style: 'green' | 'red' | 'bold' | 'dim', text: string) => string
}

export function createTerminal(stream: WriteStream, env: NodeJS.ProcessEnv): Terminal {
  const live = stream.isTTY && env['TERM'] !== 'dumb'
  const colour = live && !env['NO_COLOR']
  let shown = false

  function wipe(): void {
    if (!shown) return
    clearLine(stream, 0)
    cursorTo(stream, 0)
    shown = false
  }

  return {
    live,
    print(line) {
      wipe()
      stream.write(`${line}\n`)
    },
    show(line) {
      if (!live) return
      wipe()
      // A line that wraps could not be wiped.
      stream.write(line.slice(0, (stream.columns || 80) - 1))
      shown = true
    },
    paint: (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text),
  }
}
