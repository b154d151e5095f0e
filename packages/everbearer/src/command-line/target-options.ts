import type { Authentication, Target, TargetGrant } from '../target/target.ts'
import { isSecretName } from './misplaced-secrets.ts'
import type { ArgumentValues, OptionRow } from './options.ts'
import { UsageError } from './usage-error.ts'

const grants: readonly TargetGrant[] = ['client_credentials', 'password', 'refresh_token']
const methods: readonly Authentication['method'][] = ['client_secret_post', 'client_secret_basic', 'none']
const url = { placeholder: 'URL', allowed: 'an http or https URL', fits: isHttp }

type TargetOptionName =
  | 'issuer'
  | 'token-endpoint'
  | 'client-id'
  | 'api'
  | 'grant'
  | 'username'
  | 'scope'
  | 'parameter'
  | 'authentication'
  | 'basic-encoding'
  | 'allow-insecure-requests'

/** The options of all commands. */
export const targetOptions: Readonly<Record<TargetOptionName, OptionRow>> = {
  issuer: { ...url, about: 'the identifier of the authorization server' },
  'token-endpoint': { ...url, about: 'its token endpoint, instead of --issuer' },
  'client-id': { placeholder: 'id', about: 'the client' },
  api: { ...url, about: 'a URL of the API; it is requested with GET' },
  grant: oneOf('name', grants, 'client_credentials (default), password or refresh_token'),
  username: { placeholder: 'name', about: 'the user, for --grant password' },
  scope: { placeholder: 'list', about: 'scopes, separated by spaces' },
  parameter: {
    placeholder: 'name=value',
    allowed: 'name=value, with a name that no other option or variable has',
    fits: isParameter,
    multiple: true,
    about: 'one more parameter of token requests, such as audience; repeatable',
  },
  authentication: oneOf('method', methods, 'client_secret_post, client_secret_basic or none'),
  'basic-encoding': oneOf('form', ['form', 'raw'], 'form (default) or raw, for client_secret_basic'),
  'allow-insecure-requests': { about: 'allow plain http beyond this machine' },
}

/** @throws {UsageError} options are missing, or do not go together */
export function readTarget(given: ArgumentValues, needsApi: boolean): Target {
  const text = (name: TargetOptionName): string | undefined => given.get(name)?.[0]
  const [issuer, tokenEndpoint, clientId, api] = (['issuer', 'token-endpoint', 'client-id', 'api'] as const).map(text)
  if ((issuer === undefined) === (tokenEndpoint === undefined)) throw new UsageError('expected either --issuer or --token-endpoint')
  if (clientId === undefined) throw new UsageError('--client-id: expected an id')
  if (needsApi && api === undefined) throw new UsageError('--api: expected a URL')
  const grant = (text('grant') ?? 'client_credentials') as TargetGrant
  const username = text('username')
  if ((grant === 'password') !== (username !== undefined)) throw new UsageError('--username: expected with --grant password, and only then')
  const method = text('authentication') as Authentication['method'] | undefined
  if (method === 'none' && grant === 'client_credentials')
    throw new UsageError('--authentication none: not with --grant client_credentials')
  const basicEncoding = text('basic-encoding') as Authentication['basicEncoding']
  if (basicEncoding !== undefined && method !== 'client_secret_basic') {
    throw new UsageError('--basic-encoding: expected only with --authentication client_secret_basic')
  }
  return {
    issuer,
    tokenEndpoint,
    clientId,
    grant,
    username,
    scope: text('scope'),
    parameters: Object.fromEntries((given.get('parameter') ?? []).map((pair) => splitAtFirst(pair))),
    authentication: method && { method, basicEncoding },
    allowInsecureRequests: given.has('allow-insecure-requests'),
    api,
  }
}

const reserved = new Set(['grant_type', 'client_id', 'scope', 'username', 'refresh_token'])

function isParameter(pair: string): boolean {
  const [name] = splitAtFirst(pair)
  return /^[\w.-]+$/.test(name) && pair.includes('=') && !reserved.has(name) && !isSecretName(name)
}

function splitAtFirst(pair: string): readonly [name: string, value: string] {
  const at = pair.indexOf('=')
  return [pair.slice(0, Math.max(0, at)), pair.slice(at + 1)]
}

function isHttp(text: string): boolean {
  const parsed = URL.parse(text)
  return parsed !== null && /^https?:$/.test(parsed.protocol) && parsed.username === '' && parsed.password === ''
}

function oneOf(placeholder: string, names: readonly string[], about: string): OptionRow {
  return { placeholder, about, allowed: `one of ${names.join(', ')}`, fits: (text) => names.includes(text) }
}
