import { spawn } from 'node:child_process'
import { constants } from 'node:os'

const windows = process.platform === 'win32'
const forwarded = ['SIGINT', 'SIGTERM']

/**
 * Runs children one after another from `root`, handing on the signals that this process gets meanwhile. It works before
 * anything is installed; all else runs programs by `internal/tools/run-process.ts`.
 */
export function createProcesses(root) {
  let interruption

  /**
   * Runs one program without a shell, so that arguments arrive as they are.
   * `quiet` keeps its output back and returns it. After a signal nothing new is started.
   */
  async function run(command, args, { env, quiet = false, shell = false }) {
    if (interruption !== undefined) return { code: exitCodeOf(interruption), output: '' }
    const stdio = quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit'
    const child = spawn(command, args, { cwd: root, env, stdio, shell })
    const chunks = []
    child.stdout?.on('data', (chunk) => chunks.push(chunk))
    child.stderr?.on('data', (chunk) => chunks.push(chunk))

    const forward = (signal) => {
      interruption = signal
      // A terminal has sent Ctrl-C to the child already; a second one would make vitest drop what it is closing.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    }
    for (const signal of forwarded) process.on(signal, forward)
    const stopWatching = whenAbandonedByNpm(() => forward('SIGTERM'))

    return new Promise((resolve) => {
      const settle = (result) => {
        for (const signal of forwarded) process.off(signal, forward)
        stopWatching()
        resolve({ ...result, output: Buffer.concat(chunks).toString() })
      }
      child.on('error', (error) => {
        chunks.push(Buffer.from(`${command}: ${error.message}\n`))
        settle({ code: 127 })
      })
      child.on('close', (code, signal) => settle({ code: code ?? exitCodeOf(signal) }))
    })
  }

  /** Runs a package manager, which on Windows is a .cmd file that needs a shell: keep `line` free of user input. */
  function runManager(line, options) {
    if (windows) return run(line, [], { ...options, quiet: true, shell: true })
    const [command, ...args] = line.split(' ')
    return run(command, args, { ...options, quiet: true })
  }

  return { run, runManager, interruptedBy: () => interruption }
}

/** npm hands SIGTERM to the shell between it and this process, and many a shell dies of it without a word to us. */
function whenAbandonedByNpm(action) {
  if (process.env.npm_lifecycle_event === undefined) return () => {}
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    action()
  }, 500)
  return () => clearInterval(timer)
}

/** The shells' convention for a child that a signal ended. */
function exitCodeOf(signal) {
  return 128 + (constants.signals[signal] ?? 0)
}
