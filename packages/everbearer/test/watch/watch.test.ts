import { startTestbed } from '@everbearer/testbed'
import { describe, expect, it } from 'vitest'
import { readArguments } from '../../src/command-line/options.ts'
import { runCommandLine } from '../../src/command-line/run-command-line.ts'
import { commands } from '../../src/commands.ts'
import { createTally } from '../../src/watch/tally.ts'
import { runWatch, watch } from '../../src/watch/watch-command.ts'
import { createRecordingTerminal } from '../run-doctor.ts'

const env = { EVERBEARER_CLIENT_SECRET: 'planted-secret-1234' }

describe('everbearer watch', () => {
  it('refreshes after a revocation, and counts what the callers saw', async () => {
    await using testbed = await startTestbed()
    testbed.registerClient({ clientId: 'shop', clientSecret: env.EVERBEARER_CLIENT_SECRET })
    const args = [
      '--issuer',
      testbed.issuer,
      '--client-id',
      'shop',
      '--api',
      `${testbed.api}/orders`,
      '--interval',
      '10',
      '--concurrency',
      '1',
    ]
    const terminal = createRecordingTerminal(env)
    const end = new AbortController()
    const run = runWatch(readArguments(watch.options, args), terminal, end.signal)
    const ok = (): number => testbed.counts('shop').apiOk
    await expect.poll(ok).toBeGreaterThan(2)
    testbed.revokeAccessTokens('shop')
    const before = ok()
    await expect.poll(ok).toBeGreaterThan(before + 1)
    end.abort()
    expect(await run).toBe(0)
    expect(terminal.stdout.join('\n')).toMatch(/^\d+ requests, 0 failed, 1 refreshes, 1 replays, \d waited for a token\nhalf within /)
    expect([...terminal.stdout, ...terminal.stderr].join('\n')).not.toContain(env.EVERBEARER_CLIENT_SECRET)
  })

  it('exits with 2 and one line if no token can be obtained', async () => {
    await using testbed = await startTestbed()
    const terminal = createRecordingTerminal(env)
    const args = ['watch', '--issuer', testbed.issuer, '--client-id', 'nobody', '--api', testbed.api]
    expect(await runCommandLine(commands, args, terminal)).toBe(2)
    const remedy = 'for the reason, run everbearer doctor with the same options'
    expect(terminal.stderr).toEqual([`everbearer watch: ${testbed.tokenEndpoint} answered with status 401 (invalid_client); ${remedy}`])
  })
})

describe('the counts', () => {
  it('name each kind of failure', () => {
    const tally = createTally({ on: () => () => {} })
    tally.succeeded(1)
    tally.succeeded(3)
    tally.failed('status 500')
    tally.failed('status 500')
    expect(tally.failures()).toBe(2)
    expect(tally.summary()).toEqual([
      '4 requests, 2 failed, 0 refreshes, 0 replays, 0 waited for a token',
      'half within 1.0 ms, 99 % within 3.0 ms',
      '2 × status 500',
    ])
  })
})
