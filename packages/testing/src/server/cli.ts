#!/usr/bin/env node
import { parseArgs } from 'node:util'
import type { ClientOptions } from './directory.ts'
import type * as Servers from './index.ts'
import type { Testbed, TestbedOptions } from './testbed.ts'

const help = `Starts an OAuth 2.0 authorization server and an API on 127.0.0.1, with one throw-away client.

  --port N               port of the authorization server (default: any free)
  --api-port N           port of the API (default: any free)
  --shared-origin        serve the API under /api of the authorization server
  --lifetime S           access token lifetime, s (default: 300)
  --refresh-lifetime S   refresh token lifetime, s (default: 1800)
  --refresh-tokens       give refresh tokens
  --rotate               rotate them (implies --refresh-tokens)
  --control              start no testbed but a control server, by which others start theirs
                         (--port is its port; it says its URL and nothing else)
  --help                 this text

Ctrl-C ends it.`

interface Settings extends TestbedOptions {
  readonly help: boolean
  readonly control: boolean
  readonly client: ClientOptions
}

let settings: Settings
try {
  settings = readSettings(process.argv.slice(2))
} catch (error) {
  complain(error, 2)
}

if (settings.help) {
  console.log(help)
} else if (settings.control) {
  await runControl(settings.port ?? 0)
} else {
  await run(settings)
}

async function run({ client, ...options }: Settings): Promise<void> {
  const { startTestbed } = await loadServers()
  const testbed = await startTestbed(options).catch((error: unknown) => complain(error, 1))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void testbed.close())
  console.log(introduction(testbed, client))
}

async function runControl(port: number): Promise<void> {
  const { startControl } = await loadServers()
  const control = await startControl(port).catch((error: unknown) => complain(error, 1))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void control.close())
  console.log(control.url)
}

/** The servers need a package that not every user of the kit has. */
async function loadServers(): Promise<typeof Servers> {
  return import('./index.ts').catch((error: unknown) => {
    const isMissing = error instanceof Error && /Cannot find package 'oidc-provider'/.test(error.message)
    return complain(isMissing ? 'oidc-provider is missing: run `npm install --save-dev oidc-provider`' : error, 1)
  })
}

function introduction(testbed: Testbed, client: ClientOptions): string {
  const { clientId, clientSecret } = testbed.registerClient(client)
  return `issuer          ${testbed.issuer}
token endpoint  ${testbed.tokenEndpoint}
API             ${testbed.api}
client id       ${clientId}
client secret   ${clientSecret}

token=$(curl -s ${testbed.tokenEndpoint} -d grant_type=client_credentials \\
  -d client_id=${clientId} -d client_secret=${clientSecret} \\
  | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
curl -i ${testbed.api}/echo -H "Authorization: Bearer $token"`
}

/** @throws for options that are unknown or mean nothing. */
function readSettings(args: string[]): Settings {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string', default: '0' },
      'api-port': { type: 'string', default: '0' },
      'shared-origin': { type: 'boolean', default: false },
      lifetime: { type: 'string', default: '300' },
      'refresh-lifetime': { type: 'string', default: '1800' },
      'refresh-tokens': { type: 'boolean', default: false },
      rotate: { type: 'boolean', default: false },
      control: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  return {
    port: portNumber('--port', values.port),
    apiPort: portNumber('--api-port', values['api-port']),
    sharedOrigin: values['shared-origin'],
    control: values.control,
    help: values.help,
    client: {
      accessTokenLifetime: seconds('--lifetime', values.lifetime),
      refreshTokenLifetime: seconds('--refresh-lifetime', values['refresh-lifetime']),
      refreshTokens: values['refresh-tokens'] || values.rotate,
      rotateRefreshTokens: values.rotate,
    },
  }
}

function portNumber(option: string, text: string): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new RangeError(`${option} takes a port, 0 to 65535`)
  return port
}

function seconds(option: string, text: string): number {
  if (!/^\d+(\.\d+)?$/.test(text)) throw new RangeError(`${option} takes a number of seconds`)
  return Number(text)
}

function complain(error: unknown, exitCode: number): never {
  const [line] = (error instanceof Error ? error.message : String(error)).split('\n')
  console.error(`testbed: ${line}`)
  process.exit(exitCode)
}
