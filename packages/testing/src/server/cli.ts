#!/usr/bin/env node
import { parseArgs } from 'node:util'
import type { ClientOptions } from './directory.ts'
import type * as Servers from './index.ts'
import { type HttpClient, httpClients, introductionOf } from './introduction.ts'
import type { TestbedOptions } from './testbed.ts'

const help = `Starts an OAuth 2.0 authorization server and an API on 127.0.0.1, with one throw-away client.
Prints a program that gets a token there and sends a request.

  --port N               port of the authorization server (default: any free)
  --api-port N           port of the API (default: any free)
  --shared-origin        serve the API under /api of the authorization server
  --client-id ID         identifier of the client (default: a new one)
  --client-secret TEXT   its secret (default: a new one). Make one up: the secret is printed,
                         and other users can read arguments
  --http-client NAME     whose program is printed: ${httpClients.join(', ')} (default: fetch)
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
  readonly httpClient: HttpClient
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

async function run({ client, httpClient, ...options }: Settings): Promise<void> {
  const { startTestbed } = await loadServers()
  const testbed = await startTestbed(options).catch((error: unknown) => complain(error, 1))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void testbed.close())
  console.log(introductionOf(testbed, testbed.registerClient(client), httpClient))
}

async function runControl(port: number): Promise<void> {
  const { startControl } = await loadServers()
  const control = await startControl(port).catch((error: unknown) => complain(error, 1))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void control.close())
  console.log(control.url)
}

/** Loads the servers only when they are started. They need `oidc-provider`, which not every user of this package has installed. */
async function loadServers(): Promise<typeof Servers> {
  return import('./index.ts').catch((error: unknown) => {
    const isMissing = error instanceof Error && /Cannot find package 'oidc-provider'/.test(error.message)
    return complain(isMissing ? 'oidc-provider is missing: run `npm install --save-dev oidc-provider`' : error, 1)
  })
}

/** Reads the settings. @throws an option is unknown or has an invalid value */
function readSettings(args: string[]): Settings {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string', default: '0' },
      'api-port': { type: 'string', default: '0' },
      'shared-origin': { type: 'boolean', default: false },
      'client-id': { type: 'string' },
      'client-secret': { type: 'string' },
      'http-client': { type: 'string', default: 'fetch' },
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
    httpClient: oneOf('--http-client', values['http-client']),
    client: {
      ...printable('--client-id', 'clientId', values['client-id']),
      ...printable('--client-secret', 'clientSecret', values['client-secret']),
      accessTokenLifetime: seconds('--lifetime', values.lifetime),
      refreshTokenLifetime: seconds('--refresh-lifetime', values['refresh-lifetime']),
      refreshTokens: values['refresh-tokens'] || values.rotate,
      rotateRefreshTokens: values.rotate,
    },
  }
}

function oneOf(option: string, text: string): HttpClient {
  const known = httpClients.find((name) => name === text)
  if (known === undefined) throw new RangeError(`${option} takes ${httpClients.join(', ')}`)
  return known
}

function printable<Name extends string>(option: string, name: Name, text: string | undefined): { readonly [Key in Name]?: string } {
  if (text === undefined) return {}
  if (!/^[\x20-\x7e]+$/.test(text)) throw new RangeError(`${option} takes printable ASCII`)
  return { [name]: text } as { readonly [Key in Name]: string }
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
