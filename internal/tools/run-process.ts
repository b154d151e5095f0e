import type { Stream } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { execa } from 'execa'

/** How a process ended. */
export interface Outcome {
  /** 127 if the program could not be started; null if a signal ended it. */
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly timedOut: boolean
  readonly stdout: string
  readonly stderr: string
  /** Standard output and standard error as they came. */
  readonly output: string
}

export interface ProcessOptions {
  /** @default the folder of this process */
  readonly cwd?: string
  /** All variables of the process. @default `inheritedEnvironment()` */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Lets a shell find and run the program. @default false */
  readonly shell?: boolean
  /** Time after which the process is killed, ms. @default no limit */
  readonly timeout?: number
  /** Puts the process in a group of its own. It is killed as a whole, at the latest at the end of this process. @default false */
  readonly group?: boolean
  /** Shows the output while it is kept. @default false */
  readonly echo?: boolean
  /** `pipe`: the process can notice the end of this one. @default 'ignore' */
  readonly stdin?: 'ignore' | 'pipe'
  /** @default 'pipe' */
  readonly stderr?: 'pipe' | 'inherit'
  /** Opens output 3 for `onLine`. @default false */
  readonly thirdOutput?: boolean
  /** Gets each complete line: of standard output (1), standard error (2) or the third output (3). */
  readonly onLine?: (line: string, output: 1 | 2 | 3) => void
}

/** A process under way. */
export interface RunningProcess {
  /** Never rejects. */
  readonly ended: Promise<Outcome>
  readonly kill: (signal?: NodeJS.Signals) => void
}

/** The variables of this process, without those of an npm or a vitest that runs it. */
export function inheritedEnvironment(): Record<string, string | undefined> {
  const ofRunners = /^(npm_|VITEST|EVERBEARER_TEST_SET$|TEST$|NODE_ENV$)/i
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ofRunners.test(name)))
}

/** Starts a program, without a shell unless asked, so that arguments arrive as they are. */
export function startProcess(command: string, args: readonly string[], options: ProcessOptions = {}): RunningProcess {
  const { cwd = process.cwd(), env = inheritedEnvironment(), shell = false, group = false, echo = false } = options
  const { stdin = 'ignore', stderr = 'pipe', thirdOutput = false, timeout, onLine } = options
  const shown = echo ? (['pipe', 'inherit'] as const) : 'pipe'
  const child = execa(command, [...args], {
    cwd,
    env,
    extendEnv: false,
    shell,
    detached: group,
    reject: false,
    all: true,
    stripFinalNewline: false,
    stdio: [stdin, shown, stderr === 'pipe' ? shown : stderr, ...(thirdOutput ? (['pipe'] as const) : [])],
  })
  if (onLine !== undefined) {
    for (const output of [1, 2, 3] as const) readLines(child.stdio[output], (line) => onLine(line, output))
  }

  function kill(signal: NodeJS.Signals = 'SIGTERM'): void {
    try {
      if (group && child.pid !== undefined) process.kill(-child.pid, signal)
      else child.kill(signal)
    } catch {
      // The group has ended already.
    }
  }
  const killNow = (): void => kill('SIGKILL')
  // Before whoever removes the folder in which the group runs.
  if (group) process.prependOnceListener('exit', killNow)
  let timedOut = false
  function onTimeout(): void {
    timedOut = true
    killNow()
  }
  const limit = timeout === undefined ? undefined : setTimeout(onTimeout, timeout)

  async function end(): Promise<Outcome> {
    const result = await child
    clearTimeout(limit)
    process.off('exit', killNow)
    const { exitCode: code = null, signal = null } = result
    const outcome = { timedOut, stdout: result.stdout ?? '', stderr: result.stderr ?? '', signal }
    if (child.pid !== undefined) return { ...outcome, code, output: result.all ?? '' }
    return { ...outcome, code: 127, output: `${command}: ${result.originalMessage ?? 'could not be started'}\n` }
  }
  return { ended: end(), kill }
}

/** Runs a program to its end. Never rejects. */
export async function runProcess(command: string, args: readonly string[], options?: ProcessOptions): Promise<Outcome> {
  return startProcess(command, args, options).ended
}

function readLines(stream: Stream | null | undefined, onLine: (line: string) => void): void {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  stream?.on('data', (chunk: Buffer) => {
    const lines = (rest + decoder.write(chunk)).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(line)
  })
}
