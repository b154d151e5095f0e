import type { Authentication, Target, TargetGrant } from '../../target/target.ts'
import { nameOf } from '../checks/authentication.ts'
import { decisiveRejection } from '../checks/challenges.ts'
import { isWrongTry } from '../authentication-order.ts'
import { firstGrant, isGranted, lastRequest, type Observations } from '../observations.ts'

/** One option in the code to paste. */
export interface OptionEntry {
  readonly name: string
  /** The value as TypeScript. */
  readonly code: string
  /** Why this value was chosen; undefined: the user named it. */
  readonly reason?: string | undefined
}

/** The options of `createCoordinator()` that fit what was seen. */
export interface ChosenOptions {
  readonly source: { readonly name: 'clientCredentials' | 'password' | 'refreshToken'; readonly entries: readonly OptionEntry[] }
  readonly entries: readonly OptionEntry[]
}

const sources: Readonly<Record<TargetGrant, ChosenOptions['source']['name']>> = {
  client_credentials: 'clientCredentials',
  password: 'password',
  refresh_token: 'refreshToken',
}

/** Chooses the options. A secret is read from the environment: no value here is one. */
export function chooseOptions(observations: Observations): ChosenOptions {
  const { target } = observations
  const granted = firstGrant(observations)
  const authentication = granted?.authentication ?? target.authentication
  return {
    source: {
      name: sources[target.grant],
      entries: [
        endpointEntry(observations),
        { name: 'clientId', code: quote(target.clientId) },
        ...secretEntries(observations, authentication),
        ...(target.grant === 'password'
          ? [
              { name: 'username', code: quote(target.username ?? '') },
              { name: 'password', code: fromEnvironment('EVERBEARER_PASSWORD') },
            ]
          : []),
        ...(target.grant === 'refresh_token'
          ? [
              {
                name: 'refreshToken',
                code: fromEnvironment('EVERBEARER_REFRESH_TOKEN'),
                reason: 'The first refresh token. Later ones are in the store.',
              },
            ]
          : []),
        ...authenticationEntries(observations, authentication),
        ...(target.scope === undefined ? [] : [{ name: 'scope', code: quote(target.scope) }]),
        ...parameterEntries(target),
        ...(target.allowInsecureRequests
          ? [{ name: 'allowInsecureRequests', code: 'true', reason: 'Everybody on the way can read the tokens.' }]
          : []),
      ],
    },
    entries: [originsEntry(target), ...refreshEntries(observations), ...reuseEntries(observations)],
  }
}

function endpointEntry({ target, metadata, tokenEndpoint }: Observations): OptionEntry {
  if (target.tokenEndpoint !== undefined) return { name: 'tokenEndpoint', code: quote(target.tokenEndpoint) }
  const { confirmedIssuer } = metadata ?? {}
  if (confirmedIssuer !== undefined && confirmedIssuer !== target.issuer) {
    return { name: 'issuer', code: quote(confirmedIssuer), reason: 'The metadata name the issuer in this way.' }
  }
  if (confirmedIssuer === undefined && tokenEndpoint !== undefined) {
    return { name: 'tokenEndpoint', code: quote(tokenEndpoint), reason: 'The metadata name another issuer, so the endpoint is named here.' }
  }
  return { name: 'issuer', code: quote(target.issuer ?? '') }
}

function secretEntries({ target }: Observations, authentication: Authentication | undefined): OptionEntry[] {
  const isPublic = authentication?.method === 'none' && target.grant !== 'client_credentials'
  return isPublic ? [] : [{ name: 'clientSecret', code: fromEnvironment('EVERBEARER_CLIENT_SECRET') }]
}

function authenticationEntries({ tokenRequests, target }: Observations, authentication: Authentication | undefined): OptionEntry[] {
  if (authentication?.method !== 'client_secret_basic') return []
  const rejected = tokenRequests.filter(({ purpose }) => purpose === 'obtain').filter(isWrongTry)
  const names = rejected.map((request) => nameOf(request.authentication))
  const reason =
    target.authentication !== undefined
      ? undefined
      : names.length > 0
        ? `The server rejects ${names.join(' and ')}.`
        : 'The metadata list no client_secret_post.'
  const raw =
    authentication.basicEncoding === 'raw'
      ? [{ name: 'basicEncoding', code: quote('raw'), reason: 'The server does not decode Basic credentials.' }]
      : []
  return [{ name: 'clientAuthentication', code: quote('client_secret_basic'), reason }, ...raw]
}

function parameterEntries({ parameters }: Target): OptionEntry[] {
  const pairs = Object.entries(parameters).map(([name, value]) => `${quote(name)}: ${quote(value)}`)
  return pairs.length === 0 ? [] : [{ name: 'parameters', code: `{ ${pairs.join(', ')} }` }]
}

function originsEntry({ api }: Target): OptionEntry {
  if (api !== undefined) return { name: 'origins', code: `[${quote(new URL(api).origin)}]` }
  return { name: 'origins', code: `['https://api.example.com']`, reason: 'No --api was named: put the origin of the API here.' }
}

/** An API that says something else of a dead token than 401 and `invalid_token`. */
function refreshEntries({ api }: Observations): OptionEntry[] {
  const decisive = decisiveRejection(api)
  const isOdd = decisive !== undefined && ['other-scheme', 'other-error', 'forbidden'].includes(decisive.rejection)
  if (!isOdd) return []
  const { status, rejection } = decisive
  const reason =
    rejection === 'forbidden'
      ? 'The API responds to a dead token with 403. A 403 for a missing scope costs a refresh, too.'
      : 'The API responds to a dead token with 401 and no word that the token is dead.'
  return [{ name: 'shouldRefresh', code: `(response, decision) => decision === 'refresh' || response.status === ${status}`, reason }]
}

function reuseEntries(observations: Observations): OptionEntry[] {
  if (!isGranted(lastRequest(observations, 'reuse'))) return []
  return [
    {
      name: 'reuseGrace',
      code: '1_000',
      reason: 'The server accepts a replaced refresh token. For how long is not known: ask its operator, ms.',
    },
  ]
}

function fromEnvironment(name: string): string {
  return `process.env['${name}'] ?? ''`
}

/** A text as TypeScript, safe for any text: JSON is, but for the quotes of the house. */
function quote(text: string): string {
  return /^[\x20-\x7E]*$/.test(text) && !/['\\]/.test(text) ? `'${text}'` : JSON.stringify(text).replaceAll(/[\u007F-\uFFFF]/g, escapeUnit)
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}
