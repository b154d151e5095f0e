import { describe, expect, it } from 'vitest'
import { readOptions, UsageError } from '../internal/tools/command-line.ts'
import { adapters } from './adapters.ts'
import { demo } from './options.ts'
import { type RunOptions, runOptionsOf } from './run-options.ts'

const names = Object.keys(adapters)
const real = ['--client-id', 'me', '--client-secret', 'hunter2', '--api', 'https://api.example.com/things']

function parse(args: readonly string[], env: Record<string, string> = {}): RunOptions {
  const values = readOptions(demo.options, args)
  if (values === 'help') throw new Error('expected a run, got the help')
  return runOptionsOf(values, env)
}

function complaint(args: readonly string[], env: Record<string, string> = {}): string {
  try {
    return `none, but ${JSON.stringify(parse(args, env))}`
  } catch (error) {
    if (error instanceof UsageError) return error.message
    throw error
  }
}

describe('the options', () => {
  it('have defaults', () => {
    expect(parse([])).toEqual({ duration: 20_000, concurrency: 8, adapters: names, target: { kind: 'embedded', lifetime: 3_000 } })
  })

  it('are read in seconds and as lists', () => {
    expect(parse(['--duration', '7.5', '--lifetime=0.8', '--concurrency', '3', '--adapters', 'fetch, axios'])).toEqual({
      duration: 7_500,
      concurrency: 3,
      adapters: ['fetch', 'axios'],
      target: { kind: 'embedded', lifetime: 800 },
    })
  })

  it.each([
    [12, 3_000],
    [5, 1_250],
    [2, 500],
  ])('shorten the lifetime for a run of %d s, unless it is given', (duration, lifetime) => {
    expect(parse([`--duration=${duration}`]).target).toEqual({ kind: 'embedded', lifetime })
  })

  it('start a fleet, whose tokens live for a quarter of the run', () => {
    expect(parse(['--fleet', '8']).target).toEqual({ kind: 'fleet', processes: 8, lifetime: 5_000 })
    expect(parse(['--fleet', '3', '--duration', '30', '--lifetime', '2']).target).toEqual({ kind: 'fleet', processes: 3, lifetime: 2_000 })
    expect(complaint(['--fleet', '1'])).toBe('--fleet: expected a whole number from 2 to 64')
    expect(complaint(['--fleet', '8', ...real])).toBe('--client-id: allowed only without --fleet')
  })

  it('take exactly three lifetimes', () => {
    expect(parse(['--duration', '3.3', '--lifetime', '1.1']).target).toEqual({ kind: 'embedded', lifetime: 1_100 })
  })

  it('aim at a real system by its issuer or its token endpoint', () => {
    const common = { kind: 'real', clientId: 'me', clientSecret: 'hunter2', api: 'https://api.example.com/things' }
    expect(parse(['--issuer', 'https://id.example.com', ...real]).target).toEqual({
      ...common,
      endpoint: { issuer: 'https://id.example.com' },
      scope: undefined,
    })
    expect(parse(['--token-endpoint', 'http://127.0.0.1:3000/token', '--scope', 'a b', ...real]).target).toEqual({
      ...common,
      endpoint: { tokenEndpoint: 'http://127.0.0.1:3000/token' },
      scope: 'a b',
    })
  })

  it('take the secret from the environment, but rather from the command line', () => {
    const env = { EVERBEARER_CLIENT_SECRET: 'from the environment' }
    const args = ['--issuer', 'https://id.example.com', '--client-id', 'me', '--api', 'https://api.example.com']
    expect(parse(args, env).target).toMatchObject({ clientSecret: 'from the environment' })
    expect(parse([...args, '--client-secret=--odd'], env).target).toMatchObject({ clientSecret: '--odd' })
    expect(parse([], env).target.kind).toBe('embedded')
  })

  it.each(['-dash', '--dashes', '-', '=', ' '])('take the secret %j as it is', (secret) => {
    const args = ['--issuer', 'https://id.example.com', ...real]
    expect(parse([...args, '--client-secret', secret]).target).toMatchObject({ clientSecret: secret })
    expect(parse([...args, `--client-secret=${secret}`]).target).toMatchObject({ clientSecret: secret })
  })

  it('give the help, whatever else is asked', () => {
    expect(readOptions(demo.options, ['--duration', '5', '--help'])).toBe('help')
  })
})

describe('a wrong option is told with what is allowed:', () => {
  const issuer = ['--issuer', 'https://id.example.com']

  it.each<[string[], RegExp]>([
    [['--duratio', '5'], /^unknown option --duratio; allowed are --duration, .*--help$/],
    [['-x'], /^unknown option -x;/],
    [['--duration'], /^--duration: expected a number of seconds from 2 to 86400$/],
    [['--duration', 'long'], /^--duration: expected a number of seconds/],
    [['--duration', '1e3'], /^--duration: expected/],
    [['--duration', '-5'], /^--duration: expected/],
    [['--duration', '1'], /^--duration: expected/],
    [['--duration', '86401'], /^--duration: expected/],
    [['--duration='], /^--duration: expected/],
    [['--lifetime', '0.1'], /^--lifetime: expected a number of seconds from 0.5 to 86400$/],
    [['--lifetime', '10'], /^--duration: expected at least 3 lifetimes, here 30 s$/],
    [['--concurrency', '0'], /^--concurrency: expected a whole number from 1 to 256$/],
    [['--concurrency', '2.5'], /^--concurrency: expected/],
    [['--concurrency', '257'], /^--concurrency: expected/],
    [['--adapters', 'got'], /^--adapters: expected names separated by commas, each once: axios, fetch, ky, ofetch$/],
    [['--adapters', 'fetch,fetch'], /^--adapters: expected/],
    [['--adapters', 'toString'], /^--adapters: expected/],
    [['--help=me'], /^--help: expected no value$/],
    [['20'], /^every argument must be an option or its value/],
    [['--api', 'https://api.example.com'], /^--api: allowed only together with --issuer or --token-endpoint$/],
    [['--client-secret', 'hunter2'], /^--client-secret: allowed only together with/],
    [[...issuer, '--token-endpoint', 'https://id.example.com/token', ...real], /^--issuer and --token-endpoint: only one/],
    [[...issuer, '--lifetime', '5', ...real], /^--lifetime: allowed only without --issuer/],
    [[...issuer, ...real.slice(0, 4)], /^--api is missing; expected an http or https URL/],
    [[...issuer, ...real.slice(2)], /^--client-id is missing/],
    [[...issuer, ...real.slice(0, 2), ...real.slice(4)], /^--client-secret is missing; give it, or set EVERBEARER_CLIENT_SECRET$/],
    [['--issuer', 'id.example.com', ...real], /^--issuer: expected an https URL/],
    [['--issuer', 'http://id.example.com', ...real], /^--issuer: expected an https URL/],
    [['--token-endpoint', 'ftp://127.0.0.1/', ...real], /^--token-endpoint: expected an https URL/],
    [[...issuer, ...real, '--api', 'https://me:hunter2@api.example.com'], /^--api: expected an http or https URL without a user name$/],
    [[...issuer, ...real, '--client-secret', '--api'], /^--client-secret: expected a client secret$/],
    [[...issuer, ...real, '--client-secret', '--api=x'], /^--client-secret: expected a client secret$/],
  ])('%j', (args, line) => {
    expect(complaint(args)).toMatch(line)
  })

  it.each([['hunter2'], ['--client-secret:hunter2'], ['--duration', 'hunter2'], ['--issuer', 'hunter2'], ['--adapters', 'hunter2']])(
    'never with the value, as it may be a secret: %s %s',
    (...args) => {
      expect(complaint(args.filter((arg) => arg !== undefined))).not.toContain('hunter2')
    },
  )
})
