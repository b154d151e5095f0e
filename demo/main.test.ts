import { setTimeout as pause } from 'node:timers/promises'
import { startTestbed } from '@everbearer/testbed'
import { describe, expect, it } from 'vitest'
import { adapters } from './adapters.ts'
import { type Outcome, runDemo, startDemo } from './demo-process.ts'
import { demo } from './options.ts'
import { moments } from './revocations.ts'

const names = Object.keys(adapters)

/** The cells of an adapter's row. */
function rowOf({ stdout }: Outcome, name: string): string[] {
  const row = stdout.split('\n').find((line) => new RegExp(`^${name} +[\\d,]+ `).test(line))
  return row?.split(/ {2,}/) ?? []
}

function expectOneLineOfComplaint({ code, stdout, stderr }: Outcome): void {
  expect(stderr).toMatch(/^demo: .+\n$/)
  expect(stderr).not.toMatch(/\n\s+at |Error:/)
  expect(stdout).toBe('')
  expect(code).toBe(2)
}

/** A port where nobody listens. */
async function deadOrigin(): Promise<string> {
  await using testbed = await startTestbed()
  return testbed.issuer
}

describe('the demo on its own server', () => {
  it('lets no caller see an error, replays what was refused, and exits by itself', async () => {
    const outcome = await runDemo(['--duration', '16', '--lifetime', '4'])
    expect(outcome).toMatchObject({ code: 0, stderr: '' })
    expect(names.map((name) => rowOf(outcome, name).slice(0, 3))).toEqual(names.map((name) => [name, expect.stringMatching(/^\d/), '0']))
    for (const name of names) expect(Number(rowOf(outcome, name)[4])).toBeGreaterThanOrEqual(1)
    const plan = [
      /before its response arrives\n/,
      /while the next refresh is on the wire/,
      /all access tokens revoked, and again/,
      /outage: the token endpoint/,
    ]
    const places = plan.map((line) => outcome.stdout.search(line))
    expect(places).not.toContain(-1)
    expect(places).toEqual(places.toSorted((one, other) => one - other))
    for (const when of Object.values(moments)) expect(outcome.stdout).toMatch(new RegExp(`\n     [1-${names.length}] ${when}\n`))
    expect(outcome.stdout).toMatch(/Besides the token calls above, \d+ got no token/)
    expect(outcome.stdout).toMatch(/\n0 caller errors in [\d,]+ requests; token calls within bounds \(per adapter at most 11 = .*\)\n$/)
    expect(outcome.stdout).not.toContain('\u001B')
  })

  it('runs the adapters that are chosen', async () => {
    const outcome = await runDemo(['--duration', '6', '--adapters', 'fetch', '--concurrency', '2'])
    expect(outcome).toMatchObject({ code: 0, stderr: '' })
    expect(rowOf(outcome, 'fetch')).toHaveLength(10)
    expect(rowOf(outcome, 'axios')).toEqual([])
  })

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('ends with the table of what there is at %s', async (signal, code) => {
    const { kill, ended, prints } = startDemo(['--duration', '30'])
    await prints('token 1')
    await pause(300)
    kill(signal)
    const outcome = await ended
    expect(outcome).toMatchObject({ code, stderr: '' })
    expect(rowOf(outcome, 'fetch')).toHaveLength(10)
    expect(outcome.stdout).toMatch(/\ninterrupted after [\d.]+ s: 0 caller errors in [\d,]+ requests?\n$/)
  })
})

describe('the command line', () => {
  it('is explained by --help', async () => {
    const { code, stdout, stderr } = await runDemo(['--help'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    for (const name of Object.keys(demo.options)) expect(stdout).toContain(`--${name}`)
  })

  it.each([
    [['--no-such-option']],
    [['--duration', 'long']],
    [['--duration', '0']],
    [['--duration']],
    [['--concurrency', '1000']],
    [['--lifetime', '0']],
    [['--adapters', 'gopher']],
    [['20']],
    [['--lifetime', '3', '--issuer', 'http://127.0.0.1:1']],
    [['--issuer', 'http://127.0.0.1:1', '--token-endpoint', 'http://127.0.0.1:1/token']],
    [['--issuer', 'http://127.0.0.1:1', '--client-id', 'me', '--client-secret', 'hunter2']],
  ])('is refused in one line: %j', async (args) => {
    const outcome = await runDemo(args)
    expectOneLineOfComplaint(outcome)
    expect(outcome.stderr).not.toContain('hunter2')
  })
})

describe('the demo on a real system', () => {
  it.each(['issuer', 'token-endpoint'] as const)('works with --%s, and with the secret from the environment', async (way) => {
    await using testbed = await startTestbed()
    const { clientId, clientSecret } = testbed.registerClient({ accessTokenLifetime: 1, refreshTokens: true, rotateRefreshTokens: true })
    const server = way === 'issuer' ? testbed.issuer : testbed.tokenEndpoint
    const outcome = await runDemo(
      [`--${way}`, server, '--client-id', clientId, '--api', `${testbed.api}/echo?key=hidden`, '--duration', '2', '--concurrency', '2'],
      { EVERBEARER_CLIENT_SECRET: clientSecret },
    )
    expect(outcome).toMatchObject({ code: 0, stderr: '' })
    expect(outcome.stdout).toMatch(/\n0 caller errors in [\d,]+ requests; \d+ token calls\n$/)
    expect(outcome.stdout).not.toMatch(/revo|outage/i)
    expect(outcome.stdout).not.toContain('hidden')
    const calls = names.map((name) => Number(rowOf(outcome, name)[5]))
    // And one before the run.
    expect(calls.reduce((total, count) => total + count, 1)).toBe(testbed.counts(clientId).tokenResponses)
  })

  it('exits with 1 where callers see errors', async () => {
    await using testbed = await startTestbed()
    const { clientId, clientSecret } = testbed.registerClient()
    const { ended } = startDemo([
      '--token-endpoint',
      testbed.tokenEndpoint,
      '--client-id',
      clientId,
      '--client-secret',
      clientSecret,
      '--api',
      `${testbed.api}/echo`,
      '--duration',
      '2',
    ])
    await expect.poll(() => testbed.counts(clientId).apiOk, { interval: 10, timeout: 20_000 }).toBeGreaterThanOrEqual(50)
    testbed.failApi({ kind: 'reset' }, { clientId, forMs: 150 })
    await pause(200)
    testbed.failApi({ kind: 'status', status: 500 }, { clientId, forMs: 150 })
    const outcome = await ended
    expect(outcome).toMatchObject({ code: 1, stderr: '' })
    expect(outcome.stdout).toMatch(/\n\d+ caller errors? in [\d,]+ requests \(.*status 500 × \d+.*\); 4 token calls\n$/)
    expect(outcome.stdout).not.toContain(clientSecret)
  })

  it('refuses a wrong secret without showing it', async () => {
    await using testbed = await startTestbed()
    const { clientId } = testbed.registerClient()
    const args = ['--issuer', testbed.issuer, '--client-id', clientId, '--client-secret', 'open-sesame', '--api', testbed.api]
    const outcome = await runDemo(args)
    expectOneLineOfComplaint(outcome)
    expect(outcome.stderr).toContain('status 401 (invalid_client)')
    expect(outcome.stderr + outcome.stdout).not.toContain('open-sesame')
  })

  it.each(['issuer', 'token-endpoint'])('says that the server of --%s is unreachable', async (way) => {
    const outcome = await runDemo([
      `--${way}`,
      await deadOrigin(),
      '--client-id',
      'me',
      '--client-secret',
      'x1y2z3',
      '--api',
      'http://127.0.0.1:1',
    ])
    expectOneLineOfComplaint(outcome)
    expect(outcome.stderr).toContain("can't be reached (ECONNREFUSED)")
    expect(outcome.stderr).not.toContain('x1y2z3')
  })

  it('says that the issuer is none', async () => {
    await using testbed = await startTestbed()
    const outcome = await runDemo(['--issuer', testbed.api, '--client-id', 'me', '--client-secret', 'x', '--api', testbed.api])
    expectOneLineOfComplaint(outcome)
    expect(outcome.stderr).toContain('metadata could not be read: status 401')
  })

  it.each([
    ['refuses', '/status/403', 'answers 403'],
    ['is broken', '/status/500', 'answers 500'],
  ])('says that the API %s', async (_what, path, line) => {
    await using testbed = await startTestbed()
    const { clientId, clientSecret } = testbed.registerClient()
    const outcome = await runDemo([
      '--issuer',
      testbed.issuer,
      '--client-id',
      clientId,
      '--client-secret',
      clientSecret,
      '--api',
      `${testbed.api}${path}?key=hidden`,
    ])
    expectOneLineOfComplaint(outcome)
    expect(outcome.stderr).toContain(line)
    expect(outcome.stderr).not.toContain('hidden')
  })

  it('says that the API is unreachable', async () => {
    await using testbed = await startTestbed()
    const { clientId, clientSecret } = testbed.registerClient()
    const api = await deadOrigin()
    const outcome = await runDemo(['--issuer', testbed.issuer, '--client-id', clientId, '--client-secret', clientSecret, '--api', api])
    expectOneLineOfComplaint(outcome)
    expect(outcome.stderr).toContain('no answer from the API')
    expect(outcome.stderr).toContain('ECONNREFUSED')
  })
})
