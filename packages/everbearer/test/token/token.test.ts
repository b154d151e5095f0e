import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTestbed } from '@everbearer/testbed'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runCommandLine } from '../../src/command-line/run-command-line.ts'
import { commands } from '../../src/commands.ts'
import { createRecordingTerminal, type RecordingTerminal } from '../run-doctor.ts'

const secret = 'planted-secret-1234'
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'everbearer-token-'))
})

afterEach(() => rm(folder, { recursive: true, force: true }))

async function run(env: Readonly<Record<string, string>>, ...args: string[]): Promise<{ code: number; terminal: RecordingTerminal }> {
  const terminal = createRecordingTerminal(env)
  return { code: await runCommandLine(commands, ['token', ...args], terminal), terminal }
}

describe('everbearer token', () => {
  it('prints a token that the API accepts, and the same one from the file', async () => {
    await using testbed = await startTestbed()
    testbed.registerClient({ clientId: 'shop', clientSecret: secret })
    const args = ['--issuer', testbed.issuer, '--client-id', 'shop', '--store', join(folder, 'token.json')]
    const { code, terminal } = await run({ EVERBEARER_CLIENT_SECRET: secret }, ...args)
    expect({ code, stderr: terminal.stderr, lines: terminal.stdout.length }).toEqual({ code: 0, stderr: [], lines: 1 })
    const response = await fetch(`${testbed.api}/orders`, { headers: { authorization: `Bearer ${terminal.stdout[0]}` } })
    expect(response.status).toBe(200)

    const again = await run({ EVERBEARER_CLIENT_SECRET: secret }, ...args)
    expect(again.terminal.stdout).toEqual(terminal.stdout)
    expect(testbed.tokenRequests).toHaveLength(1)
    expect(await readFile(join(folder, 'token.json'), 'utf8')).not.toContain(secret)
    expect(await readdir(folder)).toContain('token.json')
  })

  it('says in one line why no token came, and exits with 1', async () => {
    await using testbed = await startTestbed()
    testbed.registerClient({ clientId: 'shop', clientSecret: secret })
    const args = ['--issuer', testbed.issuer, '--client-id', 'shop', '--store', join(folder, 'token.json')]
    const { code, terminal } = await run({ EVERBEARER_CLIENT_SECRET: 'wrong-secret' }, ...args)
    expect({ code, stdout: terminal.stdout }).toEqual({ code: 1, stdout: [] })
    const remedy = 'for the reason, run everbearer doctor with the same options'
    expect(terminal.stderr).toEqual([`everbearer token: ${testbed.tokenEndpoint} answered with status 401 (invalid_client); ${remedy}`])
  })

  it('needs a refresh token in the environment only until the file has one', async () => {
    await using testbed = await startTestbed()
    const { clientId } = testbed.registerClient({ authentication: 'none', refreshTokens: true, accessTokenLifetime: 300 })
    testbed.registerUser({ username: 'someone', password: 'planted-password' })
    const body = new URLSearchParams({ grant_type: 'password', client_id: clientId, username: 'someone', password: 'planted-password' })
    const login = await fetch(testbed.tokenEndpoint, { method: 'POST', body })
    const { refresh_token: refreshToken } = (await login.json()) as { refresh_token: string }
    const args = ['--issuer', testbed.issuer, '--client-id', clientId, '--grant', 'refresh_token', '--store', join(folder, 'token.json')]
    const first = await run({ EVERBEARER_REFRESH_TOKEN: refreshToken }, ...args)
    const second = await run({}, ...args)
    expect([first.code, second.code]).toEqual([0, 0])
    expect(second.terminal.stdout).toEqual(first.terminal.stdout)
  })
})
