import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { inheritedEnvironment, type ProcessOptions, runProcess, startProcess } from './run-process.ts'

/** Runs code by Node. */
function run(code: string, options?: ProcessOptions, args: readonly string[] = []): ReturnType<typeof runProcess> {
  return runProcess(process.execPath, ['--eval', code, '--', ...args], options)
}

afterEach(() => {
  vi.unstubAllEnvs()
})

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe('a process', () => {
  it('gets arguments as they are', async () => {
    const args = ['two words', `"double" and 'single'`, '$HOME', '*', '', '\\']
    const { stdout } = await run('console.log(JSON.stringify(process.argv.slice(1)))', {}, args)
    expect(JSON.parse(stdout)).toEqual(args)
  })

  it('ends with its code and its outputs, each alone and both as they came', async () => {
    const { output, ...outcome } = await run(`
      process.stdout.write('one\\n')
      setTimeout(() => process.stderr.write('two\\n'), 100)
      setTimeout(() => process.stdout.write('three'), 200)
      process.exitCode = 3`)
    expect(outcome).toEqual({ code: 3, signal: null, timedOut: false, stdout: 'one\nthree', stderr: 'two\n' })
    expect(output).toBe('one\ntwo\nthree')
  })

  it('ends with the signal that ended it', async () => {
    expect(await run(`process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1000)`)).toMatchObject({ code: null, signal: 'SIGTERM' })
  })

  it('ends with 127 if it cannot be started', async () => {
    const { code, output } = await runProcess('/no/such program', [])
    expect(code).toBe(127)
    expect(output).toMatch(/^\/no\/such program: .*ENOENT.*\n$/)
  })

  it('is killed at its time-out', async () => {
    expect(await run('setInterval(() => {}, 1000)', { timeout: 300 })).toMatchObject({ code: null, signal: 'SIGKILL', timedOut: true })
  })

  it('is killed with its children if it has a group', async () => {
    const code = `
      const child = require('node:child_process').spawn('sleep', ['1000'], { stdio: 'ignore' })
      console.log(child.pid)
      setInterval(() => {}, 1000)`
    const pids: number[] = []
    const outcome = await run(code, { group: true, timeout: 1_000, onLine: (line) => void pids.push(Number(line)) })
    expect(outcome.timedOut).toBe(true)
    expect(pids).toHaveLength(1)
    // The system may take its time to forget the dead.
    await expect.poll(() => isAlive(pids[0]!), { timeout: 10_000 }).toBe(false)
  })

  it('tells its lines while it runs, of each output, whole characters and whole lines alone', async () => {
    const told: [number, string][] = []
    const code = `
      const { writeSync } = require('node:fs')
      writeSync(1, Buffer.from([0x61, 0xc3]))
      writeSync(2, 'trouble\\n')
      writeSync(3, 'ready\\n')
      setTimeout(() => writeSync(1, Buffer.from([0xa4, 0x0a, 0x62])), 100)`
    const { ended } = startProcess(process.execPath, ['--eval', code], {
      thirdOutput: true,
      onLine: (line, output) => void told.push([output, line]),
    })
    await ended
    expect(told.toSorted(([one], [other]) => one - other)).toEqual([
      [1, 'aä'],
      [2, 'trouble'],
      [3, 'ready'],
    ])
  })

  it('can be killed', async () => {
    const { ended, kill } = startProcess(process.execPath, ['--eval', 'setInterval(() => {}, 1000)'])
    await pause(50)
    kill()
    expect(await ended).toMatchObject({ signal: 'SIGTERM' })
  })

  it('inherits no variable of the npm or the vitest that runs it', async () => {
    vi.stubEnv('npm_lifecycle_event', 'test')
    vi.stubEnv('EVERBEARER_SEED', '7')
    expect(process.env).toHaveProperty('VITEST')
    const { stdout } = await run('console.log(JSON.stringify(process.env))')
    const names = Object.keys(JSON.parse(stdout) as object)
    expect(names).toEqual(expect.arrayContaining(['PATH', 'EVERBEARER_SEED']))
    expect(names.filter((name) => /^(npm_|VITEST|NODE_ENV)/.test(name))).toEqual([])
    expect(inheritedEnvironment()).not.toHaveProperty('VITEST')
  })

  it('has the variables that it is given, and no others', async () => {
    vi.stubEnv('EVERBEARER_SEED', '7')
    const { stdout } = await run('console.log(process.env.ONE, process.env.EVERBEARER_SEED)', { env: { ONE: '1' } })
    expect(stdout).toBe('1 undefined\n')
  })
})
