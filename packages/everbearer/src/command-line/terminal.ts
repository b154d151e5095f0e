import { clearLine, createInterface, cursorTo } from 'node:readline'
import { Writable } from 'node:stream'
import { styleText } from 'node:util'
import { createConcealer } from './concealer.ts'

/** The input and the output of a command. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Width of the terminal, columns; undefined: standard output is no terminal. */
  readonly width: number | undefined
  /** Asks for a secret, and does not show what is typed. Undefined: standard input or standard error is no terminal. */
  readonly ask: ((label: string) => Promise<string>) | undefined
  /** Writes to standard output. `[secret]` replaces the texts that were given to `conceal`. */
  readonly print: (text: string) => void
  /** Writes a text to standard output without concealing secrets. */
  readonly printSecret: (text: string) => void
  /** Writes a line to standard error. `[secret]` replaces the texts that were given to `conceal`. */
  readonly warn: (line: string) => void
  /** Shows the current step on standard error. Undefined: no step is in progress. */
  readonly progress: (step: string | undefined) => void
  /** Conceals this text in later output, except for `printSecret`. */
  readonly conceal: (secret: string) => void
  readonly paint: (style: 'green' | 'yellow' | 'red' | 'dim' | 'bold', text: string) => string
}

/** Creates a `Terminal` from the environment and the standard streams of this process. */
export function createTerminal({ env, stdin, stdout, stderr }: NodeJS.Process = process): Terminal {
  const { conceal, clean } = createConcealer()
  const live = stderr.isTTY && env['TERM'] !== 'dumb'
  const wipe = (): void => {
    if (!live) return
    cursorTo(stderr, 0)
    clearLine(stderr, 0)
  }
  return {
    env,
    width: stdout.isTTY ? stdout.columns : undefined,
    ask: stdin.isTTY && stderr.isTTY ? (label) => askHidden(label, stdin, stderr) : undefined,
    print: (text) => void stdout.write(`${clean(text)}\n`),
    printSecret: (text) => void stdout.write(`${text}\n`),
    warn(line) {
      wipe()
      stderr.write(`${clean(line)}\n`)
    },
    progress(step) {
      wipe()
      if (step !== undefined)
        stderr.write(live ? clean(`everbearer ${step} …`).slice(0, (stderr.columns || 80) - 1) : clean(`everbearer ${step}\n`))
    },
    conceal,
    paint: (style, text) => styleText(style, text, { stream: stdout }),
  }
}

function askHidden(label: string, input: NodeJS.ReadStream, output: NodeJS.WriteStream): Promise<string> {
  output.write(label)
  const muted = new Writable({ write: (_chunk, _encoding, done) => done() })
  const reader = createInterface({ input, output: muted, terminal: true, historySize: 0 })
  return new Promise((resolve) => {
    let typed = ''
    reader.once('line', (line) => {
      typed = line
      reader.close()
    })
    reader.once('close', () => {
      output.write('\n')
      resolve(typed)
    })
    // Ctrl-C at the prompt ends the process, as it does at other times.
    reader.once('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  })
}
