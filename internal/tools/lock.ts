import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const longestWait = 15 * 60_000

/** Runs `work` while no other process on this machine does so under the same lock, a folder at `path`. */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + longestWait
  while (!(await take(path))) {
    if (performance.now() > deadline) throw new Error(`${path} is held by another process; remove it if that is gone`)
    if (await isAbandoned(path)) await rm(path, { recursive: true, force: true })
    else await pause(200)
  }
  try {
    return await work()
  } finally {
    await rm(path, { recursive: true, force: true })
  }
}

/** To make a folder is the one step that only one of many can succeed in. */
async function take(path: string): Promise<boolean> {
  try {
    await mkdir(path)
  } catch {
    return false
  }
  await writeFile(join(path, 'pid'), String(process.pid))
  return true
}

/** Its owner is dead, or died before it could say who it is. */
async function isAbandoned(path: string): Promise<boolean> {
  const pid = Number(await readFile(join(path, 'pid'), 'utf8').catch(() => ''))
  if (pid > 0) return !isAlive(pid)
  const made = await stat(path).catch(() => undefined)
  return made !== undefined && Date.now() - made.mtimeMs > 5_000
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
