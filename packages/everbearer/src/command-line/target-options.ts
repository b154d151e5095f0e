import { type Target, type TargetGrant, usesCertificate } from '../target/target.ts'
import { authenticationOptions, readAuthentication } from './authentication-options.ts'
import { isSecretName } from './misplaced-secrets.ts'
import { type ArgumentValues, oneOf, type OptionRow } from './options.ts'
import { UsageError } from './usage-error.ts'

const grants: readonly TargetGrant[] = ['client_credentials', 'password', 'refresh_token']
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
  | 'allow-insecure-requests'

/** The options that describe the authorization server, the client and the API. The command `token` has no option `api`. */
export const targetOptions: Readonly<Record<TargetOptionName | keyof typeof authenticationOptions, OptionRow>> = {
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
  ...authenticationOptions,
  'allow-insecure-requests': { about: 'allow plain http beyond this machine' },
}

/**
 * Reads the target (the server, the client and the API that a command uses) from the options.
 *
 * @param needsApi - true: the option `api` is required
 * @throws {UsageError} options are missing, or contradict each other
 */
export function readTarget(given: ArgumentValues, needsApi: boolean): Target {
  const text = (name: TargetOptionName): string | undefined => given.get(name)?.[0]
  const [issuer, tokenEndpoint, clientId, api] = (['issuer', 'token-endpoint', 'client-id', 'api'] as const).map(text)
  if ((issuer === undefined) === (tokenEndpoint === undefined)) throw new UsageError('expected either --issuer or --token-endpoint')
  if (clientId === undefined) throw new UsageError('--client-id: expected an id')
  if (needsApi && api === undefined) throw new UsageError('--api: expected a URL')
  const grant = (text('grant') ?? 'client_credentials') as TargetGrant
  const username = text('username')
  if ((grant === 'password') !== (username !== undefined)) throw new UsageError('--username: expected with --grant password, and only then')
  const authentication = readAuthentication(given)
  if (authentication?.method === 'none' && grant === 'client_credentials')
    throw new UsageError('--authentication none: not with --grant client_credentials')
  // A certificate can be presented only in a TLS handshake.
  if (usesCertificate(authentication) && !(issuer ?? tokenEndpoint)?.startsWith('https:')) {
    throw new UsageError(`--authentication ${authentication.method}: expected an https URL of the server`)
  }
  return {
    issuer,
    tokenEndpoint,
    clientId,
    grant,
    username,
    scope: text('scope'),
    parameters: Object.fromEntries((given.get('parameter') ?? []).map((pair) => splitAtFirst(pair))),
    authentication,
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
