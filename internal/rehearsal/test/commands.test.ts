import { afterEach, describe, expect, it, vi } from 'vitest'
import { CommandFailed, createCommands } from '../commands.ts'

afterEach(() => void vi.unstubAllEnvs())

const cwd = import.meta.dirname
const node = (code: string) => [process.execPath, '-e', code] as const

describe('the commands of a rehearsal', () => {
  const commands = createCommands(new AbortController().signal)

  it('get no identity and no token that a registry would take', async () => {
    const secrets = [
      'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
      'ACTIONS_ID_TOKEN_REQUEST_URL',
      'NODE_AUTH_TOKEN',
      'NPM_TOKEN',
      'npm_config__authToken',
      'PNPM_CONFIG_PROVENANCE',
    ]
    for (const name of secrets) vi.stubEnv(name, 'secret')
    const { stdout } = await commands.need(node('console.log(JSON.stringify(process.env))'), { cwd })
    expect(stdout).not.toContain('secret')
  })

  it('know the registry of this machine, and reach servers on this machine without a proxy', async () => {
    vi.stubEnv('npm_config_registry', 'https://registry.example.com/')
    vi.stubEnv('NO_PROXY', 'intern.example.com')
    const names = "['npm_config_registry', 'NO_PROXY', 'no_proxy']"
    const { stdout } = await commands.need(node(`console.log(${names}.map((name) => process.env[name]).join(' '))`), { cwd })
    const past = '127.0.0.1,intern.example.com'
    expect(stdout).toBe(`https://registry.example.com/ ${past} ${past}\n`)
  })

  it('fail with the last lines that they wrote', async () => {
    const failing = commands.need(node("for (let i = 1; i <= 40; i++) console.log('line ' + i); process.exitCode = 3"), { cwd })
    await expect(failing).rejects.toThrow(CommandFailed)
    await expect(failing).rejects.toThrow(/ended with 3\nline 11\n[^]*line 40$/)
  })

  it('end when the rehearsal is interrupted, and do not begin any more', async () => {
    const interruption = new AbortController()
    const interrupted = createCommands(interruption.signal)
    const endless = interrupted.run(node('setInterval(() => {}, 1000)'), { cwd })
    interruption.abort(new RangeError('interrupted'))
    await expect(endless).rejects.toThrow(new RangeError('interrupted'))
    await expect(interrupted.run(node(''), { cwd })).rejects.toThrow(new RangeError('interrupted'))
  })
})
