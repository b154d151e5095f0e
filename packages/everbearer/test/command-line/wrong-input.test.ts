import { describe, expect, it } from 'vitest'
import { runCommandLine } from '../../src/command-line/run-command-line.ts'
import { commands } from '../../src/commands.ts'
import { createRecordingTerminal } from '../run-doctor.ts'

const secret = 'planted-secret-1234'
const jwt = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJzb21lb25lIn0.planted'
const env = { EVERBEARER_CLIENT_SECRET: secret }
const server = ['--issuer', 'https://auth.example.com', '--client-id', 'shop']

const byKey = ['--authentication', 'private_key_jwt']
const certificate = ['--certificate-file', 'client.crt', '--key-file', 'client.key']

type Row = [args: readonly string[], message: string, env?: Readonly<Record<string, string>>]

const wrong: Row[] = [
  [['doctr'], 'everbearer: expected a command: doctor, token, watch; see --help'],
  [['doctor'], 'everbearer doctor: expected either --issuer or --token-endpoint'],
  [
    ['doctor', ...server, '--token-endpoint', 'https://auth.example.com/token'],
    'everbearer doctor: expected either --issuer or --token-endpoint',
  ],
  [['doctor', '--issuer', 'https://auth.example.com'], 'everbearer doctor: --client-id: expected an id'],
  [['doctor', ...server, secret], 'everbearer doctor: every argument must be an option or its value; see --help'],
  [['doctor', ...server, `--${secret}`], 'everbearer doctor: unknown option; see --help'],
  [['doctor', ...server, '--scope'], 'everbearer doctor: --scope: expected a value'],
  [['doctor', ...server, '--scope', '--json'], 'everbearer doctor: --scope: expected a value'],
  [['doctor', ...server, '--json=yes'], 'everbearer doctor: --json: expected no value'],
  [['doctor', ...server, '--client-id', 'other'], 'everbearer doctor: --client-id: expected once'],
  [['doctor', '--issuer', secret], 'everbearer doctor: --issuer: expected an http or https URL'],
  [['doctor', ...server, '--grant', secret], 'everbearer doctor: --grant: expected one of client_credentials, password, refresh_token'],
  [['doctor', ...server, '--grant', 'password'], 'everbearer doctor: --username: expected with --grant password, and only then'],
  [['doctor', ...server, '--username', 'someone'], 'everbearer doctor: --username: expected with --grant password, and only then'],
  [['doctor', ...server, '--authentication', 'none'], 'everbearer doctor: --authentication none: not with --grant client_credentials'],
  [
    ['doctor', ...server, '--basic-encoding', 'raw'],
    'everbearer doctor: --basic-encoding: expected only with --authentication client_secret_basic',
  ],
  [
    ['doctor', ...server, '--key-file', 'key.pem'],
    'everbearer doctor: --key-file: expected only with --authentication private_key_jwt, tls_client_auth or self_signed_tls_client_auth',
  ],
  [
    ['doctor', ...server, '--authentication', 'client_secret_basic', '--client-assertion-file', 'assertion.jwt'],
    'everbearer doctor: --client-assertion-file: expected only with --authentication private_key_jwt',
  ],
  [
    ['doctor', ...server, ...byKey, '--certificate-file', 'client.crt'],
    'everbearer doctor: --certificate-file: expected only with --authentication tls_client_auth or self_signed_tls_client_auth',
  ],
  [
    ['doctor', ...server, ...byKey],
    'everbearer doctor: --authentication private_key_jwt: expected either --key-file or --client-assertion-file',
  ],
  [
    ['doctor', ...server, ...byKey, '--key-file', 'key.pem', '--client-assertion-file', 'assertion.jwt'],
    'everbearer doctor: --authentication private_key_jwt: expected either --key-file or --client-assertion-file',
  ],
  [
    ['doctor', ...server, ...byKey, '--client-assertion-file', 'assertion.jwt', '--key-id', 'k1'],
    'everbearer doctor: --key-id: expected only with --key-file',
  ],
  [
    ['doctor', ...server, ...byKey, '--key-file', 'key.pem', '--signing-algorithm', 'HS256'],
    'everbearer doctor: --signing-algorithm: expected one of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA, Ed25519',
  ],
  [
    ['token', ...server, '--authentication', 'tls_client_auth', '--key-file', 'client.key'],
    'everbearer token: --authentication tls_client_auth: expected --certificate-file and --key-file',
  ],
  [
    ['doctor', '--token-endpoint', 'http://localhost/token', '--client-id', 'shop', '--authentication', 'tls_client_auth', ...certificate],
    'everbearer doctor: --authentication tls_client_auth: expected an https URL of the server',
  ],
  [
    ['doctor', ...server, '--authentication', 'client_secret_jwt'],
    'everbearer doctor: EVERBEARER_CLIENT_SECRET: expected in the environment',
    {},
  ],
  [
    ['doctor', ...server, ...byKey, '--key-file', '/nowhere/key.pem'],
    'everbearer doctor: --key-file: expected a file that can be read (ENOENT)',
  ],
  [
    ['token', ...server, ...byKey, '--client-assertion-file', '/nowhere/assertion.jwt'],
    'everbearer token: --client-assertion-file: expected a file that can be read (ENOENT)',
  ],
  [
    ['doctor', ...server, ...byKey, '--key-file', `-----BEGIN PRIVATE KEY-----${secret}`],
    'everbearer doctor: --key-file: the value looks like a secret, and other users can read arguments',
  ],
  [
    ['doctor', ...server, ...byKey, '--key-file', `{"kty":"EC","d":"${secret}"}`],
    'everbearer doctor: --key-file: the value looks like a secret, and other users can read arguments',
  ],
  [
    ['doctor', ...server, '--parameter', 'scope=a'],
    'everbearer doctor: --parameter: expected name=value, with a name that no other option or variable has',
  ],
  [
    ['doctor', ...server, '--parameter', `client_secret=${secret}`],
    'everbearer doctor: --parameter: expected name=value, with a name that no other option or variable has',
  ],
  [['doctor', ...server, '--page-origin', 'https://app.example.com'], 'everbearer doctor: --page-origin: expected together with --api'],
  [
    ['doctor', ...server, '--page-origin', 'https://app.example.com/page'],
    'everbearer doctor: --page-origin: expected an origin such as https://app.example.com',
  ],
  [['doctor', ...server], 'everbearer doctor: EVERBEARER_CLIENT_SECRET: expected in the environment', {}],
  [
    ['doctor', ...server, '--grant', 'password', '--username', 'someone'],
    'everbearer doctor: EVERBEARER_PASSWORD: expected in the environment',
  ],
  [['token', ...server, '--store', 'folder/'], 'everbearer token: --store: expected the path of a file'],
  [['token', ...server, '--api', 'https://api.example.com'], 'everbearer token: unknown option --api; see --help'],
  [
    ['token', '--token-endpoint', 'http://auth.example.com', '--client-id', 'shop'],
    'everbearer token: tokenEndpoint: expected https, except on this machine (or allowInsecureRequests: true)',
  ],
  [['watch', ...server], 'everbearer watch: --api: expected a URL'],
  [
    ['watch', ...server, '--api', 'https://api.example.com', '--duration', '0'],
    'everbearer watch: --duration: expected a whole number from 1 to 86400',
  ],
]

describe('wrong input', () => {
  it.for(wrong)('%j costs one line and exit code 2', async ([args, message, environment = env]) => {
    const terminal = createRecordingTerminal(environment)
    expect(await runCommandLine(commands, args, terminal)).toBe(2)
    expect(terminal.stderr).toEqual([message])
    expect(terminal.stdout).toEqual([])
    expect(terminal.stderr.join('\n')).not.toContain(secret)
  })

  it.each(['client-secret', 'secret', 'password', 'refresh-token', 'access-token', 'token', 'client_secret', 'api-key'])(
    'the option --%s is rejected, as arguments are public',
    async (name) => {
      for (const args of [[`--${name}`, secret], [`--${name}=${secret}`]]) {
        const terminal = createRecordingTerminal(env)
        expect(await runCommandLine(commands, ['doctor', ...server, ...args], terminal)).toBe(2)
        expect(terminal.stderr).toEqual([
          `everbearer doctor: --${name} is no option: other users can read arguments; see --help for the environment variables`,
        ])
      }
    },
  )

  it.each([
    ['--scope', jwt],
    ['--api', `https://api.example.com/?access_token=${secret}`],
    ['--issuer', `https://someone:${secret}@auth.example.com`],
    ['--parameter', `audience=${jwt}`],
  ])('a value of %s that looks like a secret is rejected', async (name, value) => {
    const terminal = createRecordingTerminal(env)
    const others = name === '--issuer' ? ['--client-id', 'shop'] : server
    expect(await runCommandLine(commands, ['doctor', ...others, name, value], terminal)).toBe(2)
    expect(terminal.stderr).toEqual([`everbearer doctor: ${name}: the value looks like a secret, and other users can read arguments`])
  })
})

describe('the help', () => {
  it('lists the commands, and is what a command line without a command gets', async () => {
    const terminal = createRecordingTerminal(env)
    expect(await runCommandLine(commands, ['--help'], terminal)).toBe(0)
    expect(await runCommandLine(commands, [], terminal)).toBe(2)
    const [asked, missing] = terminal.stdout
    expect(asked).toBe(missing)
    for (const { name } of commands) expect(asked).toContain(`  ${name} `)
  })

  it.each(commands.flatMap(({ name, options }) => [80, 120].map((width) => ({ name, width, options }))))(
    'of $name lists each option, and fits into $width columns',
    async ({ name, width, options }) => {
      const terminal = createRecordingTerminal(env, width)
      expect(await runCommandLine(commands, [name, '--help'], terminal)).toBe(0)
      const [help = ''] = terminal.stdout
      for (const option of Object.keys(options)) expect(help).toContain(`  --${option}`)
      expect(help.split('\n').filter((line) => line.length >= width)).toEqual([])
    },
  )
})
