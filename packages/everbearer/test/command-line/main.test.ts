import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { startTestbed } from '@everbearer/testbed'
import { describe, expect, it } from 'vitest'

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const secret = 'planted "secret" +%/&=ü'

interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const clean = { PATH: process.env['PATH'] ?? '', EVERBEARER_CLIENT_SECRET: secret, ...env }
  return promisify(execFile)(process.execPath, [main, ...args], { env: clean }).then(
    (output) => ({ code: 0, ...output }),
    (error: unknown) => error as Ended,
  )
}

describe('the process', () => {
  it('shows progress on standard error, the report on standard output, and no secret on either', async () => {
    await using testbed = await startTestbed()
    // A server that sends back what it was sent, and an access token in its error.
    testbed.failTokenEndpoint({ kind: 'status', status: 400, body: { error: secret, access_token: 'planted-access', scope: secret } })
    testbed.failApi({ kind: 'text', body: secret, status: 500, contentType: secret.replaceAll(/[^a-z ]/g, '') })
    const args = ['doctor', '--issuer', testbed.issuer, '--client-id', 'shop', '--api', testbed.api]
    for (const more of [[], ['--json']]) {
      const { code, stdout, stderr } = await run([...args, ...more], { FORCE_COLOR: '0' })
      expect({ code, stderr: stderr.split('\n')[0] }).toEqual({ code: 1, stderr: 'everbearer reads metadata' })
      expect(stdout + stderr).not.toContain('planted')
      expect(stdout).not.toContain('\u001B')
    }
  })

  it('exits with 2 and one line for wrong input', async () => {
    const { code, stdout, stderr } = await run(['doctor', '--client-secret', secret])
    expect({ code, stdout, lines: stderr.split('\n').length }).toEqual({ code: 2, stdout: '', lines: 2 })
    expect(stderr).not.toContain('planted')
  })
})
