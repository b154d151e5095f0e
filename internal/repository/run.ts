import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { root } from './repository.ts'

/** TypeScript's compiler, to run with `runNode`. */
export const tscFile: string = join(root, 'node_modules', 'typescript', 'bin', 'tsc')

export interface Outcome {
  readonly code: number | null
  readonly stdout: string
  /** Standard output and standard error as they came. */
  readonly output: string
}

export interface RunOptions {
  /** @default the repository */
  readonly cwd?: string
  /** Lets a shell find and run the program. @default false */
  readonly shell?: boolean
  /** Variables beside those of this process. */
  readonly env?: Readonly<Record<string, string>>
  /** The Node to run. @default the one that runs the tests */
  readonly node?: string
}

/** Runs a program to its end. It hears nothing of the npm that may be running the tests. */
async function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const { cwd = root, shell = false } = options
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)))
  const env = { ...inherited, ...options.env }
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, shell, stdio: ['ignore', 'pipe', 'pipe'] })
    let stdout = ''
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
      output += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, output }))
  })
}

/** Runs JavaScript. */
export async function runNode(file: string, args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  return run(options.node ?? process.execPath, [file, ...args], options)
}

/** Runs npm or pnpm, which on Windows are scripts for its shell. */
export async function runPackageManager(name: 'npm' | 'pnpm', args: readonly string[], options?: RunOptions): Promise<Outcome> {
  const shell = process.platform === 'win32'
  return run(name, shell ? args.map((arg) => `"${arg}"`) : args, { ...options, shell })
}
