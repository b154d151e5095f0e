import { spawn, spawnSync } from 'node:child_process'
import { closeSync, openSync, rmSync } from 'node:fs'
import { argv } from 'node:process'
import { fileURLToPath } from 'node:url'

/** A process that dies with the one that asked for it. */
export interface SupervisedCommand {
  readonly command: string
  readonly args: readonly string[]
  /** Added to this process's own. */
  readonly environment: Readonly<Record<string, string>>
  /** Where its output goes. */
  readonly log: string
  /** A last command for what a kill does not reach; may be empty. */
  readonly cleanUp: readonly string[]
  /** Its files: removed if the caller ends without a message. */
  readonly folder: string
}

/** The file to run as a process of its own, with a `KeptProcess` in JSON as its argument and a pipe as its input. */
export const supervisorFile: string = fileURLToPath(import.meta.url)

/**
 * Runs the process in a group of its own and kills that group, children and all, as soon as this process's input
 * ends. The system ends it when the caller closes it, exits, crashes or is killed: there is no way to leave a server behind.
 */
function supervise({ command, args, environment, log, cleanUp, folder }: SupervisedCommand): void {
  const output = openSync(log, 'a')
  const child = spawn(command, args, {
    detached: true,
    env: { ...process.env, ...environment },
    stdio: ['ignore', output, output],
  })
  closeSync(output)

  let isEnding = false
  const end = (isOrphan: boolean): void => {
    if (isEnding) return
    isEnding = true
    const [program, ...rest] = cleanUp
    if (program !== undefined) spawnSync(program, rest, { stdio: 'ignore' })
    if (child.pid === undefined) process.exit()
    const killed = performance.now()
    // Not gone before its port is free again. Bounded, as nobody may be there to collect the dead.
    setInterval(() => {
      if (killGroup(child.pid ?? 0) && performance.now() - killed < 3_000) return
      if (isOrphan) rmSync(folder, { recursive: true, force: true })
      process.exit()
    }, 20)
    killGroup(child.pid)
  }
  // A terminal's Ctrl-C is for the caller, which may need the server a moment longer.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
  child.once('error', () => end(false)).once('exit', () => end(false))
  let isOrphan = true
  // A message before the end says that the caller goes on and needs the files.
  process.stdin.on('data', () => (isOrphan = false))
  process.stdin.once('end', () => end(isOrphan)).once('error', () => end(isOrphan))
}

/** Returns false where nobody is left of it. */
function killGroup(leader: number): boolean {
  try {
    return process.kill(-leader, 'SIGKILL')
  } catch {
    return false
  }
}

if (argv[1] === supervisorFile) supervise(JSON.parse(argv[2] ?? '') as SupervisedCommand)
