import { spawn } from 'node:child_process'
import { access, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startSupervised } from './supervised-process.ts'
import type { SupervisedCommand } from './supervisor.ts'

const patience = { timeout: 60_000, interval: 20 }

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'everbearer-supervised-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** A shell with a child of its own; both write down who they are. */
function shellWithChild(): SupervisedCommand {
  const script = `sleep 1000 & echo $$ $! > '${folder}/pids'; wait`
  return { command: '/bin/sh', args: ['-c', script], environment: {}, log: join(folder, 'log'), cleanUp: [], folder }
}

async function membersOf(home: string): Promise<number[]> {
  return vi.waitFor(async () => {
    const pids = (await readFile(join(home, 'pids'), 'utf8')).trim().split(' ').map(Number)
    expect(pids).toHaveLength(2)
    return pids
  }, patience)
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe('a supervised process', () => {
  it('is killed on demand, with its children, and leaves its files', async () => {
    const running = startSupervised(shellWithChild())
    const pids = await membersOf(folder)
    expect(pids.map(isAlive)).toEqual([true, true])
    await running.kill()
    expect(running.hasEnded()).toBe(true)
    await vi.waitFor(() => expect(pids.map(isAlive)).toEqual([false, false]), patience)
    await access(folder)
  })

  it.each(['SIGKILL', 'SIGINT', 'SIGTERM'] as const)(
    'is gone with its children and its files when the caller ends by %s',
    async (signal) => {
      const module = new URL('./supervised-process.ts', import.meta.url).href
      const code = `import { startSupervised } from ${JSON.stringify(module)}; startSupervised(${JSON.stringify(shellWithChild())}); setInterval(() => {}, 1000)`
      const caller = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: 'ignore' })
      const pids = await membersOf(folder)
      caller.kill(signal)
      await vi.waitFor(() => expect(pids.map(isAlive)).toEqual([false, false]), patience)
      await vi.waitFor(
        async () =>
          expect(
            await access(folder).then(
              () => 'there',
              () => 'gone',
            ),
          ).toBe('gone'),
        patience,
      )
    },
  )

  it('tells of one that can’t be started', async () => {
    const running = startSupervised({ ...shellWithChild(), command: join(folder, 'nothing') })
    await running.ended
    expect(running.hasEnded()).toBe(true)
  })
})
